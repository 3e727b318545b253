//! Generated reviews at the limits of what an office may send; the same on every run.

use std::fmt::Write;

use huimou::asset::{Assets, Folder, InMemory};
use huimou::{Choices, Document, Error, Source, ThemeChoice, Warned};

use crate::assorted::assorted;
use crate::support::{ENGINE, SAMPLES, TEMPLATES, pdf, read, repository};

/// A review that stresses one thing.
pub struct Stress {
    pub name: String,
    toml: String,
    /// Further keys of `[design]`.
    design: String,
    assets: Box<dyn Assets>,
}

/// The papers and themes that both templates have.
pub const PAPERS: [&str; 2] = ["a4", "210x285"];
pub const THEMES: [&str; 3] = ["red", "blue", "green"];

impl Stress {
    /// A review that names no file.
    pub fn plain(name: impl Into<String>, toml: String) -> Self {
        Self { name: name.into(), toml, design: String::new(), assets: Box::new(InMemory::new()) }
    }

    pub fn build(&self, template: &str, paper: &str, theme: &str) -> Result<Warned<Document>, Error> {
        let text = format!("{}\n[design]\npaper = \"{paper}\"\n{}", self.toml, self.design);
        let choices = Choices::new().template(template).theme(ThemeChoice::Named(theme.to_owned()));
        let review = ENGINE.review(&Source::new(format!("{}.toml", self.name), text), &*self.assets, &choices)?;
        ENGINE.typeset(&review.value)
    }
}

/// In every template, on every paper, nothing fails, and the only warnings are that a block doesn't fit.
/// `HUIMOU_STRESS=DIR` writes PDFs and descriptions there for inspection.
#[test]
fn every_stress_builds() {
    let folder = std::env::var_os("HUIMOU_STRESS").map(std::path::PathBuf::from);
    let mut said = Vec::new();
    let all: Vec<Stress> = reviews().into_iter().chain(assorted()).collect();
    for (k, stress) in all.iter().enumerate() {
        for (template, paper) in TEMPLATES.iter().flat_map(|t| PAPERS.map(|p| (*t, p))) {
            let theme = THEMES[k % THEMES.len()];
            match stress.build(template, paper, theme) {
                Ok(built) => {
                    said.extend(
                        other_pages_than_planned(&built.value)
                            .map(|why| format!("{template} {paper} {}: {why}", stress.name)),
                    );
                    said.extend(built.warnings.iter().map(|w| format!("{template} {paper} {}: {w:?}", stress.name)));
                    if let Some(folder) = &folder {
                        let name = format!("{template}-{paper}-{}.pdf", stress.name);
                        std::fs::write(folder.join(name), pdf(&built.value)).expect("a PDF");
                        std::fs::write(folder.join(format!("{}.toml", stress.name)), &stress.toml)
                            .expect("a TOML file");
                    }
                }
                Err(error) => said.push(format!("{template} {paper} {}: {error}", stress.name)),
            }
        }
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// How the pages differ from the plan, if there is one: a piece that is higher than its template tells goes on on a
/// page of its own.
pub fn other_pages_than_planned(document: &Document) -> Option<String> {
    let plan = ENGINE.plan(document.review()).expect("a plan")?;
    let plan: serde_json::Value = serde_json::from_str(&plan).expect("JSON");
    let (planned, pages) = (plan["pages"].as_u64().expect("a number"), document.pages().len());
    (planned != pages as u64).then(|| format!("{pages} pages, {planned} were planned"))
}

/// The samples of `data/`, unchanged.
pub fn samples() -> Vec<Stress> {
    let one = |name: &'static str| {
        let text = read(&format!("data/{name}/review.toml"));
        // Paper and theme come from the test.
        let toml = text
            .lines()
            .filter(|line| *line != "[design]" && !line.starts_with("template =") && !line.starts_with("theme ="));
        let (mut design, mut rest) = (String::new(), String::new());
        for line in toml {
            let of_design = ["grouping =", "dates =", "paper ="].iter().any(|key| line.starts_with(key));
            (if of_design { &mut design } else { &mut rest }).extend([line, "\n"]);
        }
        Stress {
            name: name.into(),
            toml: rest,
            design,
            assets: Box::new(Folder::new(repository(&format!("data/{name}")))),
        }
    };
    SAMPLES.map(one).into()
}

/// Every one of them.
pub fn reviews() -> Vec<Stress> {
    let plain = Stress::plain;
    vec![
        plain("one-section", head("城东学区", "") + &section("办学条件持续改善", &[lead(2), indicators(1)])),
        plain("thirty-sections", head("城东学区", "") + &(1..=30).map(thirtieth).collect::<String>()),
        plain("bare-sections", head("城东学区", "") + &(1..=6).map(|k| section(TITLES[k], &[])).collect::<String>()),
        plain(
            "no-photos",
            head("城东学区", "") + &(1..=4).map(|k| section(TITLES[k], &all_but_photos())).collect::<String>(),
        ),
        sixty_photos(),
        plain(
            "eighty-awards",
            head("城东学区", "") + &section("荣誉", &[lead(1), awards(80)]) + &section("其他", &[lead(1)]),
        ),
        plain("sixty-of-each", head("城东学区", "") + &section("数量", &sixty_of_each())),
        plain("long-names", long_names()),
        plain(
            "long-paragraphs",
            head("城东学区", "") + &(1..=3).map(|k| section(TITLES[k], &[paragraphs(2000)])).collect::<String>(),
        ),
        plain(
            "quantities",
            head("城东学区", "")
                + &(1..=4).map(|k| section(TITLES[k], &[quantities(), indicators(5)])).collect::<String>(),
        ),
        plain("traditional", traditional()),
        plain("latin", latin()),
        plain("charts", charts()),
    ]
}

const TITLES: [&str; 8] = [
    "办学条件持续改善",
    "教学质量稳步提升",
    "教师队伍建设取得新成效",
    "校园安全防线更加牢固",
    "“双减”工作走深走实",
    "家校社协同育人",
    "数字化赋能教育治理现代化",
    "党建引领全面深化",
];

const CLAUSES: [&str; 12] = [
    "坚持以高质量发展为主题",
    "扎实推进重点任务落地见效",
    "着力破解群众关心的难点问题",
    "形成一批可复制可推广的经验做法",
    "持续优化服务流程",
    "全面压实各方责任",
    "建立“一张清单、一本台账”工作机制",
    "印发《年度工作要点》",
    "得到社会各界广泛认可",
    "切实增强人民群众的获得感",
    "统筹发展和安全两件大事",
    "牢牢守住不发生重大风险的底线",
];

fn head(organization: &str, more: &str) -> String {
    format!(
        "[review]\ntitle = \"{organization}办好人民满意的教育\"\norganization = \"{organization}管理中心\"\nyear = 2024\nseries = \"回眸2024\"\npart = \"学区篇\"\nheadline = \"优质均衡 向美而行\"\nforeword = \"一年来，{organization}{}。\"\n{more}\n",
        CLAUSES.join("，")
    )
}

fn section(title: &str, parts: &[String]) -> String {
    format!("\n[[section]]\ntitle = \"{title}\"\n{}", parts.concat())
}

/// Sentences of clauses, `count` of them.
fn sentences(count: usize) -> String {
    let clause = |k: usize| CLAUSES[(k * 7 + count) % CLAUSES.len()];
    (0..count).map(|k| format!("{}，{}，{}。", clause(3 * k), clause(3 * k + 1), clause(3 * k + 2))).collect()
}

fn lead(count: usize) -> String {
    format!("lead = \"{}\"\n", sentences(count))
}

/// Two paragraphs of `length` characters each.
fn paragraphs(length: usize) -> String {
    let long: String = sentences(length / 30 + 9).chars().take(length - 1).collect();
    format!("lead = \"\"\"{long}。\n\n{long}。\"\"\"\n")
}

fn indicators(count: usize) -> String {
    let mut out = String::new();
    let units = ["人", "万元", "%", "所", "平方米", "人次", "个"];
    for k in 0..count {
        let value = [128, 2450, 36, 4, 121369, 3402, 9][k % 7];
        write!(
            out,
            "[[section.indicator]]\nlabel = \"{}\"\nvalue = {value}\nunit = \"{}\"\n",
            LABELS[k % 8],
            units[k % 7]
        )
        .ok();
        match k % 5 {
            0 => out.push_str("change = { value = 5.3, direction = \"up\" }\n"),
            1 => out.push_str("completion = 110.34\n"),
            2 if k % 7 == 2 => out.push_str("share = \"全部\"\n"),
            3 => out.push_str("qualifier = \"约\"\nnote = \"按年末口径统计\"\n"),
            _ => {}
        }
        if k == 0 {
            out.push_str("emphasis = \"hero\"\n");
        }
    }
    out
}

const LABELS: [&str; 8] =
    ["在校学生", "教育经费投入", "覆盖率", "新建学校", "新增校舍面积", "培训教师", "示范项目", "课后服务参与学生占比"];

fn awards(count: usize) -> String {
    let levels = ["国家级", "省级", "市级", "区级"];
    let mut out = String::new();
    for k in 0..count {
        write!(
            out,
            "[[section.award]]\nname = \"第{}届教育创新奖\"\nlevel = \"{}\"\ncount = {}\n",
            k + 1,
            levels[k % 4],
            k % 9 + 1
        )
        .ok();
        if k % 6 == 0 {
            out.push_str("projects = [\"城东实验小学智慧教室改造项目\"]\ncomplete = false\n");
        }
    }
    out
}

fn documents(count: usize) -> String {
    (0..count).map(|k| format!("[[section.document]]\nname = \"《学区第{}号工作方案（试行）》\"\nverb = \"印发\"\nnumber = \"城教〔2024〕{}号\"\n", k + 1, k + 1)).collect()
}

fn events(count: usize, dated: bool) -> String {
    let date = |k: usize| if dated { format!("date = \"2024-{:02}\"\n", k % 12 + 1) } else { String::new() };
    (0..count)
        .map(|k| {
            format!(
                "[[section.event]]\ntext = \"{}，{}\"\nkind = \"会议\"\n{}",
                CLAUSES[k % 12],
                CLAUSES[(k + 5) % 12],
                date(k)
            )
        })
        .collect()
}

fn people(count: usize) -> String {
    (0..count)
        .map(|k| {
            format!(
                "[[section.person]]\nname = \"{}\"\npost = \"学区第{}责任督学\"\n",
                ["王小明", "欧阳修远", "李静"][k % 3],
                k + 1
            )
        })
        .collect()
}

fn list(count: usize) -> String {
    let items: Vec<String> = (0..count).map(|k| format!("\"{}\"", CLAUSES[k % 12])).collect();
    format!("[[section.list]]\ntitle = \"年内要事\"\nordered = true\nitems = [{}]\n", items.join(", "))
}

fn table(rows: usize) -> String {
    let rows: Vec<String> =
        (0..rows).map(|k| format!("[\"第{}小学\", {}, {}.{}]", k + 1, 1000 + k * 37, k, k % 10)).collect();
    format!(
        "[[section.table]]\ntitle = \"各校情况\"\ncolumns = [\"学校\", \"学生\", \"生均面积\"]\nrows = [{}]\n",
        rows.join(", ")
    )
}

fn quotes(count: usize) -> String {
    (0..count).map(|k| format!("[[section.quote]]\ntext = \"{}\"\ngloss = \"工作理念\"\n", CLAUSES[k % 12])).collect()
}

fn photos(count: usize, file: bool) -> String {
    let shapes = ["landscape", "wide", "square", "portrait"];
    let source = |k: usize| {
        if file && k.is_multiple_of(2) {
            format!("file = \"{}.png\"\nalt = \"样例画面\"\n", k % 3)
        } else {
            String::new()
        }
    };
    (0..count)
        .map(|k| {
            format!(
                "[[section.photo]]\ncaption = \"{}，{}\"\nshape = \"{}\"\n{}",
                CLAUSES[k % 12],
                CLAUSES[(k + 3) % 12],
                shapes[k % 4],
                source(k)
            )
        })
        .collect()
}

fn thirtieth(k: usize) -> String {
    let parts = [
        lead(1 + k % 3),
        indicators(k % 6),
        documents(k % 3),
        events(k % 4, k.is_multiple_of(2)),
        photos(k % 3, false),
    ];
    section(TITLES[k % 8], &parts)
}

fn all_but_photos() -> Vec<String> {
    vec![lead(3), indicators(9), awards(6), table(5), list(4), documents(4), events(4, true), people(3), quotes(1)]
}

fn sixty_of_each() -> Vec<String> {
    vec![
        lead(2),
        indicators(60),
        awards(60),
        table(60),
        list(60),
        documents(60),
        events(60, true),
        people(60),
        quotes(8),
    ]
}

/// Sixty slots, half of them with pictures of shapes that fit no slot.
fn sixty_photos() -> Stress {
    let mut assets = InMemory::new();
    for (k, (width, height)) in [(300, 200), (300, 170), (200, 290)].into_iter().enumerate() {
        let picture =
            image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 120]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
        assets = assets.with(format!("{k}.png"), bytes.into_inner());
    }
    let sections: String = (1..=4).map(|k| section(TITLES[k], &[lead(2), photos(15, true)])).collect();
    Stress {
        name: "sixty-photos".into(),
        toml: head("城东学区", "") + &sections,
        design: String::new(),
        assets: Box::new(assets),
    }
}

fn long_names() -> String {
    let organization = "松岚市城东新区教育体育和文化旅游事业发展联合服务与质量监测评价综合管理委员会办公室";
    let project: String = "城东新区九年一贯制学校暨青少年活动中心综合体新建工程".chars().cycle().take(120).collect();
    let parts = [
        lead(2),
        format!(
            "[[section.indicator]]\nlabel = \"{}\"\nvalue = 1234567.89\nunit = \"万平方米\"\nqualifier = \"超过\"\nemphasis = \"hero\"\n",
            &project[..120]
        ),
        format!("[[section.indicator]]\nlabel = \"{}\"\nvalue = 12\nunit = \"个\"\n", &project[..90]),
        format!(
            "[[section.award]]\nname = \"{project}优秀设计奖\"\nlevel = \"国家级\"\ncount = 3\nprojects = [\"{project}\", \"{project}二期\"]\n"
        ),
        format!("[[section.document]]\nname = \"《{project}实施方案》\"\nverb = \"修订完成并联合印发\"\n"),
        format!("[[section.event]]\ntext = \"{project}开工\"\nkind = \"重点工程\"\n"),
        format!("[[section.photo]]\ncaption = \"{project}\"\n"),
        format!("[[section.person]]\nname = \"阿卜杜热合曼·买买提依明\"\npost = \"{}\"\n", &project[..120]),
        format!(
            "[[section.case]]\ntitle = \"{project}\"\n[[section.case.indicator]]\nlabel = \"{}\"\nvalue = 98.5\nunit = \"%\"\n",
            &project[..90]
        ),
        format!("[[section.quote]]\ntext = \"{}\"\ngloss = \"{}\"\n", &project[..150], &project[..120]),
    ];
    format!(
        "[review]\ntitle = \"{organization}高质量完成各项年度工作任务\"\norganization = \"{organization}\"\nyear = 2024\nseries = \"回眸二〇二四·城东新区教育体育文化旅游事业发展年度报告\"\npart = \"综合服务与质量监测评价篇\"\n"
    ) + &section("城东新区九年一贯制学校暨青少年活动中心综合体建设取得突破性进展", &parts)
        + &section("短", &[lead(1)])
}

fn quantities() -> String {
    let clauses = [
        "完成产值1512.17亿元",
        "同比增长5.3%",
        "新开工478.12万平方米",
        "总投资约241亿元",
        "建成学校12所",
        "培训教师3402人次",
        "规划期2022—2030年",
        "覆盖率达（2.5～3.0）%",
        "每平方米造价3200元",
        "惠及居民18.6万户",
        "开展活动1200余场次",
        "绿地率35.5%",
        "接待来访60批842人次",
        "建筑面积1200㎡",
        "压减12.5个百分点",
    ];
    let text: Vec<String> = (0..45).map(|k| format!("{}，{}", clauses[k * 4 % 15], CLAUSES[k % 12])).collect();
    let paragraphs: Vec<String> = text.chunks(15).map(|chunk| chunk.join("；") + "。").collect();
    format!("lead = \"\"\"{}\"\"\"\n", paragraphs.join("\n\n"))
}

fn traditional() -> String {
    let text = "臺灣、香港與澳門的學校代表來訪，就書法、國畫與傳統戲曲開展交流，簽訂《兩岸四地青少年文化交流備忘錄》，並參觀圖書館、體育館與勞動實踐基地。";
    head("城东学区", "")
        + &section("兩岸四地青少年交流", &[format!("lead = \"{}\"\n", text.repeat(6)), indicators(3), events(3, false)])
        + &section("書畫與戲曲進校園", &[format!("lead = \"{text}\"\n"), photos(3, false)])
}

fn latin() -> String {
    let text = "全面部署OpenStreetMap与PostgreSQL（v16.2）数据平台，采用BIM（Building Information Modeling）与GIS协同，接口文档见[项目主页](https://example.org/a/very/long/path/that-does-not-break?query=1&language=zh-CN)，遵循ISO 19650-1:2018与IFC 4.3标准，由Prof. Johannes Müller-Lüdenscheidt团队支持，联系邮箱office@example.org。";
    let bare = "平台地址为https://data.example.org/open/district/2024/annual-review/index.html，移动端地址为https://m.example.org/review，均已开放。";
    head(
        "城东学区",
        "source = { name = \"example.org\", link = \"https://example.org/district-2024/annual-review/with/a/long/path.html\" }\n",
    ) + &section(
        "数字化与国际合作（Digital & International）",
        &[format!("lead = \"{}{bare}\"\n", text.repeat(3)), indicators(4)],
    ) + &section("STEM教育", &[format!("lead = \"{bare}{text}\"\n"), documents(2), quotes(1)])
}

fn charts() -> String {
    let chart = |view: &str, periods: usize, series: usize| {
        let names = ["小学", "初中", "高中", "幼儿园", "特殊教育学校", "中等职业学校"];
        let years: Vec<String> = (0..periods).map(|k| (2025 - periods + k).to_string()).collect();
        let mut out = format!(
            "[[section.chart]]\ntitle = \"各学段在校生变化\"\nview = \"{view}\"\nunit = \"人\"\nsource = \"教育统计年报\"\nperiods = [{}]\n",
            years.join(", ")
        );
        for (s, name) in names.iter().take(series).enumerate() {
            let values: Vec<String> =
                (0..periods)
                    .map(|k| {
                        if (k + s) % 11 == 5 {
                            "\"\"".into()
                        } else {
                            (1000 * (series - s) + k * 137 % 900).to_string()
                        }
                    })
                    .collect();
            write!(out, "[[section.chart.series]]\nname = \"{}\"\nvalues = [{}]\n", name, values.join(", ")).ok();
        }
        out
    };
    let few: Vec<String> = ["bar", "line", "stacked", "dot"].iter().map(|view| chart(view, 5, 1)).collect();
    let many: Vec<String> = ["bar", "line", "stacked", "dot"].iter().map(|view| chart(view, 12, 6)).collect();
    let long = [chart("line", 30, 3), chart("bar", 30, 1), chart("line", 2, 1)];
    head("城东学区", "")
        + &section("少", &[few.concat()])
        + &section("多", &[many.concat()])
        + &section("长", &[long.concat()])
}
