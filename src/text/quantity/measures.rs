//! Lists of words that follow a number: measure words, units, scales, and words such as 以上.
//!
//! The lists decide how many characters belong to a quantity. Of a measure word that isn't listed, the first character
//! still stays with its number (see [`super`]).

/// Measure words and units in Chinese, by length in characters, the longest first.
const MEASURES: &[(usize, &str)] = &[
    (4, "平方公里 平方千米 平方厘米 立方厘米 个百分点 个工作日 个自然日 个自然村 个行政村"),
    (
        3,
        "平方米 立方米 千瓦时 兆瓦时 千伏安 兆伏安 摄氏度 华氏度 百分点 人民币 工作日 标准箱 自然村 行政村 吨公里 人公里 \
         车公里 个小时 个季度 个学期 个学时 个课时 个学分 个标段",
    ),
    (
        2,
        "公里 千米 分米 厘米 毫米 微米 纳米 海里 英里 英尺 英寸 公顷 公亩 公斤 千克 毫克 微克 公吨 公升 毫升 微升 市斤 \
         平米 平方 立方 千瓦 兆瓦 千伏 兆帕 千帕 焦耳 千焦 兆焦 千卡 大卡 安培 毫安 伏特 赫兹 兆赫 分贝 流明 马力 克拉 加仑 \
         美元 欧元 英镑 日元 港元 澳元 韩元 卢布 港币 字节 像素 当量 吨位 \
         个月 小时 分钟 秒钟 毫秒 点钟 星期 季度 学期 学年 世纪 年代 年度 年级 年底 年初 年末 年间 年来 周年 周岁 月份 月底 \
         学分 学时 课时 课次 人次 人份 人天 人日 车次 架次 场次 批次 例次 项次 户次 台次 册次 班次 件次 航次 列次 期次 套次 \
         节次 台套 标段 床位 席位 泊位 座位 车位 车道 点位",
    ),
    (
        1,
        "个 项 家 户 人 名 位 员 口 件 台 套 辆 部 架 艘 只 头 匹 条 根 支 枝 枚 颗 粒 株 棵 盆 束 朵 片 张 幅 面 页 本 册 卷 \
         篇 章 节 段 句 字 首 曲 幕 场 届 期 批 次 回 遍 趟 轮 番 席 桌 座 栋 幢 所 处 间 室 层 扇 孔 眼 盏 把 块 道 级 等 档 \
         类 种 款 型 号 路 线 站 列 车 班 组 队 群 对 双 副 起 宗 桩 笔 单 票 封 份 例 剂 针 帖 味 瓶 盒 箱 袋 包 捆 桶 罐 \
         吨 斤 两 克 升 亩 顷 分 厘 毫 里 尺 寸 米 元 角 毛 年 月 日 天 周 旬 季 时 点 刻 秒 度 倍 成 折 岁 代 辈 \
         村 镇 乡 县 市 省 区 国 校 院 系 科 店 厂 井 塔 桥 步 标 码 格 版 讲 课 题 问 羽 尾 瓦 伏 安 帕 床 杆 跨",
    ),
];

/// Powers of ten as words, the longest first.
pub(super) const SCALES: &[&str] = &[
    "百万亿",
    "千万亿",
    "十万亿",
    "万亿",
    "千亿",
    "百亿",
    "十亿",
    "千万",
    "百万",
    "十万",
    "亿",
    "万",
    "千",
    "百",
    "十",
];

/// Words for a rough number, between the number and its measure word.
pub(super) const ROUGHLY: &[char] = &['余', '多', '来', '几'];

/// Words that may follow a quantity and belong to it.
pub(super) const BEHIND: &[&str] = &["以上", "以下", "以内", "以外", "左右", "上下", "之多"];

/// Characters that can't begin a measure word: after a number, they continue the sentence.
const NO_MEASURE: &str = "的地得了着过和与及或并而且但至到从由自在于为是有无被把将已经曾也都还又再就才只不没未能可会应须要请比较同跟对向往按照依据以因其之所使让给则却虽若如均共各另每全本该此这那哪何我你他她它们您更最很太非皆仍超约近达";

/// Units in Latin letters. Other Latin words after a digit are names, such as 5G or 3D.
const LATIN: &str = "km m dm cm mm μm µm nm hm ha kg g mg μg µg ng t Mt kt L l mL ml μL dL h min s ms d a \
    kW W MW GW TW kWh Wh MWh GWh kVA MVA VA kV mV mA kA Pa kPa MPa GPa hPa bar kJ MJ GJ TJ cal kcal \
    mol Hz kHz MHz GHz dB lx lm cd Bq Sv mSv μSv tce kgce gce kN MN rpm ppm ppb \
    KB MB GB TB PB kB bit Mbps Gbps kbps bps fps px pt dpi ppi in ft mi m2 m3 km2 cm2 mm2 \
    RMB CNY USD EUR HKD GBP JPY TEU DWT tCO2 tCO2e";

/// The length in bytes of the listed Chinese measure word or unit that `text` begins with.
pub(super) fn measure(text: &str) -> Option<usize> {
    MEASURES.iter().find_map(|(length, words)| {
        let (at, last) = text.char_indices().nth(length - 1)?;
        let end = at + last.len_utf8();
        words.split_ascii_whitespace().any(|word| word == &text[..end]).then_some(end)
    })
}

/// Whether `c` may be the first character of a measure word that isn't listed.
pub(super) fn may_begin_measure(c: char) -> bool {
    crate::text::is_han(c) && !NO_MEASURE.contains(c)
}

/// Whether a word in Latin letters is a unit.
pub(super) fn is_latin_unit(word: &str) -> bool {
    LATIN.split_ascii_whitespace().any(|unit| unit == word)
}
