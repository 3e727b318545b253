//! Finds the field that an unknown key means: a typo, or the field's Chinese name.

use super::decode::nearest;

/// Other Chinese names of fields than those in their docs, with the fields that each may mean, the likeliest first.
const CALLED: &[(&str, &[&str])] = &[
    ("标题", &["title", "label", "name"]),
    ("题目", &["title"]),
    ("书名", &["title"]),
    ("名称", &["name", "label", "title"]),
    ("标签", &["label", "name"]),
    ("指标", &["label", "indicator"]),
    ("项目", &["label", "name", "projects"]),
    ("单位", &["organization", "unit"]),
    ("单位名称", &["organization"]),
    ("部门", &["organization"]),
    ("年", &["year"]),
    ("年份", &["year"]),
    ("年度", &["year"]),
    ("时间", &["date", "period"]),
    ("日期", &["date"]),
    ("值", &["value", "values"]),
    ("数值", &["value", "values"]),
    ("数据", &["value", "values"]),
    ("数量", &["count", "value"]),
    ("计量单位", &["unit"]),
    ("同比", &["change"]),
    ("增长", &["change"]),
    ("增幅", &["change"]),
    ("变化", &["change"]),
    ("完成率", &["completion"]),
    ("目标", &["target"]),
    ("占比", &["share"]),
    ("级别", &["level"]),
    ("等级", &["level"]),
    ("备注", &["note"]),
    ("说明", &["note", "gloss", "caption"]),
    ("内容", &["text", "lead", "items"]),
    ("正文", &["lead", "text"]),
    ("文字", &["text", "lead"]),
    ("导语", &["lead"]),
    ("图注", &["caption"]),
    ("图片", &["file", "photo"]),
    ("照片", &["file", "photo"]),
    ("文件", &["file", "document"]),
    ("路径", &["file"]),
    ("姓名", &["name"]),
    ("职务", &["post"]),
    ("条目", &["items"]),
    ("列", &["columns"]),
    ("行", &["rows"]),
    ("类型", &["kind", "view"]),
    ("来源", &["source"]),
    ("网址", &["link"]),
    ("模板", &["template"]),
    ("主题", &["theme"]),
    ("颜色", &["theme"]),
    ("纸张", &["paper"]),
    ("起页", &["begin"]),
    ("同页", &["keep"]),
    ("专题", &["section"]),
    ("章", &["section"]),
];

/// The field that `name` means, of the unused ones in `free`, each given with its doc.
pub(super) fn meant(name: &str, free: &[(&'static str, &str)]) -> Option<&'static str> {
    if let Some(near) = nearest(name, free.iter().map(|(key, _)| *key)) {
        return free.iter().map(|(key, _)| *key).find(|key| *key == near);
    }
    if name.is_ascii() || name.chars().count() > 12 {
        return None;
    }
    let exact = free.iter().find(|(_, doc)| chinese(doc).any(|own| own == name));
    let called = || {
        let (_, keys) = CALLED.iter().find(|(word, _)| *word == name)?;
        keys.iter().find_map(|key| free.iter().find(|(own, _)| own == key))
    };
    let mut within = free.iter().filter(|(_, doc)| chinese(doc).any(|own| own.contains(name) || name.contains(own)));
    let alone = || within.next().filter(|_| within.next().is_none());
    exact.or_else(called).or_else(alone).map(|(key, _)| *key)
}

/// The Chinese names of a field from its doc, such as `Heading. · 标题。`
fn chinese(doc: &str) -> impl Iterator<Item = &str> {
    let name = doc.split_once(" · ").map_or("", |(_, name)| name.trim());
    let end = name.find(['，', '。', '（', '：']).unwrap_or(name.len());
    name[..end].split('、').filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_names_lead_to_their_fields() {
        let free = [
            ("organization", " Who publishes it. · 发布单位。"),
            ("year", " The year. · 年份。"),
            ("title", " · 标题，可用 | 断行。"),
        ];
        assert_eq!(meant("标题", &free), Some("title"));
        assert_eq!(meant("单位", &free), Some("organization"));
        assert_eq!(meant("年度", &free), Some("year"));
        assert_eq!(meant("yaer", &free), Some("year"));
        assert_eq!(meant("天气", &free), None);
        assert_eq!(meant("单位", &[("unit", " Unit. · 单位。")]), Some("unit"));
    }
}
