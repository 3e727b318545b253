use super::*;

fn pieces(text: &str) -> Vec<&str> {
    quantities(text).into_iter().map(|range| &text[range]).filter(|part| !is_bare(part)).collect()
}

#[test]
fn signs_and_currencies_stay_before() {
    for (text, piece) in [
        ("推进￥1280元补助", "￥1280元"),
        ("推进$1280万元补助", "$1280万元"),
        ("误差±0.05毫米以内", "±0.05毫米以内"),
        ("强度≥1280兆帕的", "≥1280兆帕"),
        ("同比-3.2%，", "-3.2%"),
        ("约US$3.5亿，", "US$3.5亿"),
        ("进口€12万，", "€12万"),
        ("不足＜30天的", "＜30天"),
    ] {
        assert_eq!(pieces(text), [piece], "{text}");
    }
}

#[test]
fn measure_words_stay_behind() {
    for unit in [
        "笔",
        "宗",
        "轮",
        "株",
        "盏",
        "眼",
        "艘",
        "车",
        "列",
        "趟",
        "余家",
        "余个",
        "多家",
        "集",
        "剂",
        "席",
        "针",
        "例",
        "床位",
        "学分",
        "千伏安",
        "摄氏度",
        "欧元",
        "元/人",
        "万人次",
        "万余人",
        "亿元以上",
        "个百分点",
        "岁以下",
        "天左右",
        "μg/m³",
        "万kW·h",
        "kgce/(m²·a)",
        "元/平方米·月",
        "%以上",
        "㎡",
        "m³/d",
        "人/平方公里",
        "个工作日",
    ] {
        let text = format!("各项工作1280{unit}，后续");
        assert_eq!(pieces(&text), [format!("1280{unit}")], "{text}");
    }
    // A word that no list has gives its first character; the sentence isn't a measure word.
    assert_eq!(pieces("收集1280樽青铜"), ["1280樽"]);
    assert_eq!(pieces("达到1280的水平"), Vec::<&str>::new());
    assert_eq!(pieces("增至12.5 亿元，长5 km"), ["12.5 亿元", "5 km"]);
}

#[test]
fn times_dates_and_ranges_stay_whole() {
    for piece in [
        "9:00—17:00",
        "8:30",
        "1月11日",
        "1—6月",
        "2020—2024年",
        "63%～68%",
        "20～60万元",
        "3小时20分",
        "1：30",
        "5月—8月",
        "2022-2030年",
        "2024-01-11",
        "第19届",
        "第十四次",
        "第1—3名",
        "〔2023〕5号",
        "100+",
    ] {
        let text = format!("时间为{piece}，");
        let inside = piece.trim_start_matches('〔');
        assert!(pieces(&text) == [inside] || is_bare(piece), "{text}: {:?}", pieces(&text));
    }
    assert_eq!(pieces("2023年1月11日"), ["2023年", "1月11日"]);
    assert_eq!(pieces("为（2.5～3.0）%左右"), ["2.5～3.0）%左右"]);
    assert_eq!(pieces("嘉建〔2023〕第15号文"), ["2023〕第15号"]);
}

#[test]
fn standards_stay_whole() {
    for piece in ["GB/T 9704—2012", "DB33/T 1234-2024", "ISO 9001:2015", "JGJ 59-2011", "T/CECS 1001", "CY/T 170—2019"]
    {
        assert_eq!(pieces(&format!("按{piece}执行")), [piece]);
    }
    assert_eq!(pieces("实施PPP 3个"), ["3个"]);
}

#[test]
fn names_and_codes_are_no_quantities() {
    assert_eq!(
        pieces("长3*4*5米，100×200mm，24小时×7天，±5V，12 000元，5·12汶川"),
        ["3*4*5米", "100×200mm", "24小时×7天", "±5V", "12 000元", "5·12汶",]
    );
    for text in [
        "PM2.5浓度",
        "1+X证书",
        "3D打印",
        "5G项目",
        "装配式3A设计",
        "MiC项目",
        "“1357”发展",
        "A3类",
        "V2.0版",
        "20240315120000",
    ] {
        assert!(pieces(text).is_empty(), "{text}: {:?}", pieces(text));
    }
    assert_eq!(pieces("全年12个5G项目"), ["12个"]);
    assert_eq!(pieces("A类12个、B类15个"), ["12个", "15个"]);
}

#[test]
fn wide_pieces_part_where_the_script_changes() {
    assert_eq!(pieces("2022年10月30日—2023年6月30日"), ["2022年", "10月30日—", "2023年", "6月30日"]);
    let wide = "1200.50万平方米—1500.75万平方米";
    let all: Vec<&str> = quantities(wide).into_iter().map(|range| &wide[range]).collect();
    assert_eq!(all, ["1200.50万平方米—", "1500.75万平方米"]);
}

#[test]
fn nothing_is_lost_and_nothing_panics() {
    let parts = [
        "1", "2023", "￥", "-", "—", "第", "〔", "〕", "号", "万", "余", "/", "·", "(", "GB", " ", "年", "元", ".", ":",
    ];
    let mut seed = 7u64;
    for _ in 0..20_000 {
        let text: String = (0..8)
            .map(|_| {
                seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                parts[(seed >> 33) as usize % parts.len()]
            })
            .collect();
        let mut last = 0;
        for range in quantities(&text) {
            assert!(last <= range.start && range.start < range.end, "{text}");
            assert!(text.get(range.clone()).is_some(), "{text}");
            last = range.end;
        }
    }
}
