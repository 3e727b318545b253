//! Generated reviews, put together from randomly chosen parts of one to four lines; the same on every run.

use std::fmt::Write;

use crate::stress::Stress;

/// A random number generator with a fixed seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len())]
    }

    /// Words of at least `least` and about `max` characters, with the numbers, names and marks of reports.
    fn words(&mut self, least: usize, max: usize) -> String {
        let length = least + self.roll(max - least + 1);
        let mut out = String::new();
        while out.chars().count() < length {
            if !out.is_empty() && self.roll(4) == 0 {
                out.push_str(self.of(&["，", "、", "，", "；"]));
            }
            out.push_str(self.of(PHRASES));
        }
        out
    }

    fn number(&mut self) -> String {
        match self.roll(4) {
            0 => (1 + self.roll(9)).to_string(),
            1 => (10 + self.roll(990)).to_string(),
            2 => format!("{}.{}", 1 + self.roll(400), 1 + self.roll(9)),
            _ => (1_000 + self.roll(900_000)).to_string(),
        }
    }
}

const PHRASES: &[&str] = &[
    "全面推进",
    "老旧小区改造",
    "和",
    "既有住宅加装电梯",
    "工作",
    "持续完善",
    "长效机制",
    "着力解决",
    "群众急难愁盼问题",
    "完成投资121.5亿元",
    "新开工2023个项目",
    "“双减”",
    "走深走实",
    "同比增长8.5%",
    "《年度要点》",
    "惠及3万余户",
    "BIM",
    "5G应用",
    "第3届大会",
    "（含续建）",
    "示范",
    "办学条件",
    "的",
    "质量稳步提升",
    "党建引领",
    "数字化",
    "覆盖",
    "全市12个镇",
];

const TITLES: &[&str] = &[
    "珠海市2011年统计公报：综合",
    "某县2023年1—6月工作情况回顾",
    "5G、AI、IoT三项应用落地见效",
    "办学条件持续改善",
    "党建引领",
    "完成121个、投资36.5亿元的项目",
    "“双减”工作走深走实",
    "教师队伍建设取得新成效",
];

const UNITS: &[&str] = &["个", "%", "万元", "亿元", "人次", "平方米", "万平方米", "元/平方米", "微克/立方米", "百分点"];

const LEVELS: &[&str] = &["国家级", "省级", "市级", "区级"];

/// Forty-eight reviews, with one to three sections of one to four parts each.
pub fn assorted() -> Vec<Stress> {
    (0..48)
        .map(|k| {
            let mut dice = Dice((k + 1_u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let mut toml = String::from(
                "[review]\ntitle = \"城东片区年度回顾\"\norganization = \"城东片区建设管理中心\"\nyear = 2024\n",
            );
            if dice.roll(2) == 0 {
                writeln!(toml, "foreword = \"{}。\"", dice.words(60, 160)).ok();
            }
            for _ in 0..1 + dice.roll(3) {
                section(&mut toml, &mut dice);
            }
            Stress::plain(format!("assorted-{k:02}"), toml)
        })
        .collect()
}

fn section(toml: &mut String, dice: &mut Dice) {
    let title = dice.of(TITLES);
    writeln!(toml, "\n[[section]]\ntitle = \"{title}\"").ok();
    let mut parts: Vec<usize> = (0..11).collect();
    let count = 1 + dice.roll(4);
    let mut chosen: Vec<usize> = (0..count).map(|_| parts.swap_remove(dice.roll(parts.len()))).collect();
    // A lead is a key of the section itself: it comes before every table.
    chosen.sort_unstable();
    for part in chosen {
        let text = part_of(part, dice);
        toml.push_str(&text);
    }
}

fn part_of(part: usize, dice: &mut Dice) -> String {
    let many = 1 + dice.roll(4);
    let mut out = String::new();
    match part {
        0 => {
            writeln!(out, "lead = \"\"\"{}。\n\n{}。\"\"\"", dice.words(8, 120), dice.words(8, 120)).ok();
        }
        1 => {
            for k in 0..many {
                let (label, value, unit) = (dice.words(3, 26), dice.number(), dice.of(UNITS));
                writeln!(out, "[[section.indicator]]\nlabel = \"{label}\"\nvalue = {value}\nunit = \"{unit}\"").ok();
                match dice.roll(4) {
                    0 => writeln!(out, "change = {{ value = 5.3, direction = \"up\" }}").ok(),
                    1 => writeln!(out, "note = \"{}\"", dice.words(4, 40)).ok(),
                    2 if k == 0 => writeln!(out, "emphasis = \"hero\"").ok(),
                    _ => None,
                };
            }
        }
        2 => {
            for _ in 0..many {
                let (name, level) = (dice.words(4, 30), dice.of(LEVELS));
                writeln!(out, "[[section.award]]\nname = \"{name}\"\nlevel = \"{level}\"").ok();
                if dice.roll(2) == 0 {
                    writeln!(out, "projects = [\"{}\", \"{}\"]", dice.words(4, 40), dice.words(4, 12)).ok();
                }
            }
        }
        3 => {
            for _ in 0..many {
                let name = dice.words(6, 44).replace(['《', '》'], "");
                writeln!(out, "[[section.document]]\nname = \"《{name}》\"\nverb = \"印发\"").ok();
            }
        }
        4 => {
            let dated = dice.roll(2) == 0;
            for k in 0..many {
                writeln!(out, "[[section.event]]\ntext = \"{}\"\nkind = \"会议\"", dice.words(6, 70)).ok();
                if dated {
                    writeln!(out, "date = \"2024-{:02}\"", 2 * k + 1).ok();
                }
            }
        }
        5 => {
            for _ in 0..many {
                let (post, note) = (dice.words(4, 24), dice.words(6, 50));
                writeln!(out, "[[section.person]]\nname = \"王小明\"\npost = \"{post}\"\nnote = \"{note}\"").ok();
            }
        }
        6 => {
            let items: Vec<String> = (0..many).map(|_| format!("\"{}\"", dice.words(5, 90))).collect();
            let (items, ordered) = (items.join(", "), dice.roll(2) == 0);
            writeln!(out, "[[section.list]]\nordered = {ordered}\nitems = [{items}]").ok();
            if dice.roll(2) == 0 {
                writeln!(out, "title = \"{}\"", dice.words(3, 20)).ok();
            }
        }
        7 => {
            let (unit, head) = (dice.words(2, 20), dice.words(2, 14));
            let row =
                |dice: &mut Dice| format!("[\"{}\", \"{}\", {}]", dice.words(2, 30), dice.words(2, 20), dice.number());
            let rows: Vec<String> = (0..many + 1).map(|_| row(dice)).collect();
            writeln!(
                out,
                "[[section.table]]\ntitle = \"{}\"\nunit = \"{unit}\"\ncolumns = [\"项目\", \"{head}\", \"数量\"]\nrows = [{}]",
                dice.words(3, 30),
                rows.join(", ")
            )
            .ok();
        }
        8 => {
            for _ in 0..many {
                writeln!(out, "[[section.quote]]\ntext = \"{}\"", dice.words(6, 50)).ok();
                if dice.roll(2) == 0 {
                    writeln!(out, "gloss = \"{}\"\nsource = \"{}\"", dice.words(4, 30), dice.words(4, 20)).ok();
                }
            }
        }
        9 => {
            for _ in 0..many {
                writeln!(out, "[[section.photo]]\ncaption = \"{}\"", dice.words(5, 60)).ok();
            }
        }
        _ => {
            let (title, note) = (dice.words(5, 30), dice.words(20, 160));
            writeln!(out, "[[section.case]]\ntitle = \"{title}\"\nnote = \"{note}。\"").ok();
            writeln!(out, "[[section.case.indicator]]\nlabel = \"{}\"\nvalue = 98.5\nunit = \"%\"", dice.words(3, 16))
                .ok();
        }
    }
    out
}
