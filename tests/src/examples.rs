//! The Dockerfiles that the pages of rules show as bad examples.

use plimsoll_linter::rules;

pub struct Example {
    pub rule: &'static str,
    pub text: String,
    /// The build context that the page gives it.
    pub files: Option<Vec<String>>,
}

pub fn bad_examples() -> Vec<Example> {
    let mut examples = Vec::new();
    for rule in rules() {
        let page = rule.page();
        let fences = page.split("\n```dockerfile bad").skip(1);
        for (info, rest) in fences.filter_map(|fence| fence.split_once('\n')) {
            let body = rest.split("\n```").next().unwrap_or_default();
            let lines = body.lines().filter(|line| !is_mark(line));
            let text = lines.map(|line| format!("{line}\n")).collect();
            let files = info.split(' ').find_map(|word| word.strip_prefix("files="));
            let files = files.map(|files| files.split(',').map(str::to_owned).collect());
            examples.push(Example { rule: rule.name, text, files });
        }
    }
    examples
}

/// `#    ^^^^ message`, which says where the finding above is.
fn is_mark(line: &str) -> bool {
    line.strip_prefix('#').is_some_and(|rest| rest.trim_start().starts_with('^'))
}
