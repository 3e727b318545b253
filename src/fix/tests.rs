use super::{apply, edits};
use crate::source::Source;

fn fixed(text: &str) -> String {
    let source = Source::new("review.toml", text);
    apply(&source, &edits(&source))
}

fn left(text: &str) {
    assert_eq!(fixed(text), text);
}

fn lead(words: &str) -> String {
    format!("[[section]]\nlead = \"{words}\"\n")
}

#[test]
fn a_dotted_key_keeps_to_its_own_table() {
    let indicator = "[[section.indicator]]\nvalue = 12\n";
    left(&format!("{indicator}change.value = \"1.2个百分点\"\n"));
    left(&format!("{indicator}unit = \"个百分点\"\nchange.value = \"1.2个百分点\"\n"));
    left("[[section.indicator]]\nvalue = 1.2万\nchange.unit = \"人\"\ntarget = 3\n");
    left("[[section.case]]\nindicator.value = 约3\n");
    let fixed = |value: &str| fixed(&format!("{indicator}change.value = {value}\n"));
    assert_eq!(fixed("１,234"), format!("{indicator}change.value = 1234\n"));
    assert_eq!(fixed("3.5%"), format!("{indicator}change.value = 3.5\n"));
    assert_eq!(
        fixed("1.2个百分点\nchange.unit = \"个百分点\""),
        format!("{indicator}change.value = 1.2\nchange.unit = \"个百分点\"\n")
    );
}

#[test]
fn a_unit_that_governs_another_number_stays() {
    for value in ["1.2万\nunit = \"人\"", "\"1.2万人\"", "1.2万\nunit = \"\""] {
        left(&format!("[[section.indicator]]\nvalue = {value}\ntarget = 15000\n"));
    }
    assert_eq!(
        fixed("[[section.indicator]]\nvalue = 1,200人\nunit = \"人\"\ntarget = 1500\n"),
        "[[section.indicator]]\nvalue = 1200\nunit = \"人\"\ntarget = 1500\n"
    );
}

#[test]
fn a_dash_between_years_is_no_range() {
    left(&lead("告别2023年——2024年我们再出发"));
    left(&lead("告别2023年——2024年1月"));
    assert_eq!(fixed(&lead("2023年-2024年")), lead("2023年—2024年"));
}

#[test]
fn spaces_that_may_part_names_stay() {
    left(&lead("受表彰的有张三 李四 王五"));
    assert_eq!(fixed(&lead("受表彰的有张三 、李四， 王五。 全年")), lead("受表彰的有张三、李四，王五。全年"));
    assert_eq!(fixed(&lead("推进 “三大行动” 见效")), lead("推进“三大行动”见效"));
    left("[[section]]\ntitle = \"张三 李四 先进事迹\"\n");
    left("[[section]]\ntitle = \"欧阳某某 先进\"\n");
    let title = "[[section]]\ntitle = \"住房保障 “双碳”工作 稳步推进\"\n";
    assert_eq!(fixed(title), title.replace(' ', "|").replace("|=|", " = "));
}

#[test]
fn work_grows_with_the_text() {
    let many = [
        "*".repeat(100_000),
        " ".repeat(100_000),
        "”".repeat(99_000),
        "a(".repeat(50_000) + &")".repeat(50_000),
        // The same where something is fixed.
        "甲".to_owned() + &"*".repeat(100_000) + ",乙",
    ];
    for words in many {
        let start = std::time::Instant::now();
        fixed(&lead(&words));
        let seconds = start.elapsed().as_secs_f64();
        assert!(seconds < 10.0, "{:.8}: {seconds} s", words);
    }
}

/// However deep, in one run: what is fixed stays as it is.
#[test]
fn brackets_in_brackets_are_fixed_together() {
    for (inner, outer) in [("甲", ""), ("a", "甲")] {
        let (open, close) = ("(".repeat(99), ")".repeat(99));
        let (full_open, full_close) = ("（".repeat(99), "）".repeat(99));
        assert_eq!(
            fixed(&lead(&format!("{outer}{open}{inner}{close}"))),
            lead(&format!("{outer}{full_open}{inner}{full_close}"))
        );
    }
}

/// On both sides, and through brackets: what is next to a fixed mark is fixed with it.
#[test]
fn marks_in_a_row_are_fixed_together() {
    let pairs = [(',', '，'), (';', '；'), (':', '：'), ('!', '！'), ('?', '？')];
    for (half, full) in pairs {
        let (many, fixed_marks) = (half.to_string().repeat(99), full.to_string().repeat(99));
        assert_eq!(fixed(&lead(&format!("甲{many}a"))), lead(&format!("甲{fixed_marks}a")));
        assert_eq!(fixed(&lead(&format!("a{many}甲"))), lead(&format!("a{fixed_marks}甲")));
    }
    let (mixed, fixed_mixed) = (",(".repeat(50) + "a" + &"),".repeat(50), "，（".repeat(50) + "a" + &"），".repeat(50));
    assert_eq!(fixed(&lead(&format!("甲{mixed}"))), lead(&format!("甲{fixed_mixed}")));
    assert_eq!(fixed(&lead(&format!("{mixed}甲"))), lead(&format!("{fixed_mixed}甲")));
    let starred = (",*".repeat(50) + "甲", "，*".repeat(50) + "甲");
    assert_eq!(fixed(&lead(&starred.0)), lead(&starred.1));
}

#[test]
fn names_that_are_too_deep_are_left_alone() {
    let deep = "a.".repeat(20);
    left(&format!("{deep}a = ，\n"));
    left(&format!("[{deep}a]]\ntitle = \"甲,乙\"\n"));
    left(&format!("{}a = 1,\n", "a".repeat(300)));
    let start = std::time::Instant::now();
    let deep = "a.".repeat(5_000);
    fixed(&format!("[{deep}a]\n{}", "a = 1\n".repeat(5_000)));
    fixed(&format!("{deep}a = [{}]\n", "1,".repeat(20_000)));
    assert!(start.elapsed().as_secs_f64() < 10.0);
}

#[test]
fn brackets_that_disagree_are_fixed_if_the_table_is_known() {
    assert_eq!(fixed("[batch]]\n[[merge]\n[district]\n"), "[batch]\n[merge]\n[[district]]\n");
    assert_eq!(fixed("【【甲乙】】\n【examples】\n"), "【【甲乙】】\n[examples]\n");
    left("[examples]]\n");
    left("[[examples]\n");
}

/// The role of a field decides what may be changed in it.
#[test]
fn values_are_fixed_by_the_roles_of_their_fields() {
    assert_eq!(fixed("[[section.photo]]\nalt = \"甲,乙\"\n"), "[[section.photo]]\nalt = \"甲，乙\"\n");
    left("[[section.photo]]\nfile = \"甲,乙.jpg\"\n");
    left("[[section.indicator]]\nid = \"甲,乙\"\nparent = \"甲,乙\"\n");
    left("[design]\ntheme = \"甲,乙\"\n");
    assert_eq!(fixed("[design]\nsignature = \"16\"\n"), "[design]\nsignature = 16\n");
    assert_eq!(fixed("[[section.list]]\nordered = 是\n"), "[[section.list]]\nordered = \"是\"\n");
    // A mistyped key is read as the one that was meant; an unknown one is left alone.
    assert_eq!(fixed("[[section.photo]]\ncaptoin = \"甲,乙\"\n"), "[[section.photo]]\ncaptoin = \"甲，乙\"\n");
    left("[[section.photo]]\nweather = \"甲,乙\"\n");
}
