//! Radicals: code points that look like characters, which come from text copied out of PDFs.
//!
//! They print right but can't be found by a search for the character.

/// The characters of U+2F00 to U+2FD5, in order (Unicode, Kangxi Radicals: the compatibility mappings).
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// Radicals of the supplement, U+2E80 to U+2EF3, whose character is in use (EquivalentUnifiedIdeograph).
const SUPPLEMENT: [(char, char); 32] = [
    ('⺁', '厂'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻑', '長'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
    ('⻳', '龟'),
    ('⻲', '亀'),
    ('⻯', '竜'),
];

/// The character that a radical looks like; `None` if `c` isn't a radical or has no such character.
pub fn of_radical(c: char) -> Option<char> {
    match c {
        '\u{2F00}'..='\u{2FD5}' => KANGXI.chars().nth(c as usize - 0x2F00),
        '\u{2E80}'..='\u{2EF3}' => SUPPLEMENT.iter().find(|(radical, _)| *radical == c).map(|(_, han)| *han),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn a_character_is_no_radical() {
        assert_eq!((of_radical('⼯'), of_radical('工')), (Some('工'), None));
    }

    #[test]
    fn the_table_is_unicode_s() {
        for code in 0x2F00..=0x2FD5u32 {
            let c = char::from_u32(code).expect("a radical");
            assert_eq!(of_radical(c), c.to_string().nfkc().next(), "{c}");
        }
        for (radical, han) in SUPPLEMENT {
            assert!(super::super::is_han(han), "{radical}");
        }
    }
}
