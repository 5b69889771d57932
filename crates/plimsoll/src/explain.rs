//! `plimsoll explain`: the page of a rule.

use std::fmt::Write as _;
use std::io::{self, Write};

use plimsoll_linter::{Rule, Safety, rules_called};

use crate::args::{ColorWhen, ExplainArgs};
use crate::status::Status;
use crate::suggestion::unknown_rule;
use crate::{markdown, terminal};

pub(crate) fn run(args: &ExplainArgs, color: ColorWhen) -> io::Result<Status> {
    let rules = rules_called(&args.rule);
    let Some((first, others)) = rules.split_first() else {
        eprintln!("error: {}", unknown_rule(&args.rule));
        return Ok(Status::Failed);
    };
    let text = page(first) + &also(&args.rule, others);
    let colored = color.on_stdout();
    let mut out = terminal::stdout(colored);
    if colored {
        markdown::write(&mut out, &text)?;
    } else {
        out.write_all(text.as_bytes())?;
    }
    out.flush()?;
    Ok(Status::Clean)
}

/// Another tool may see one problem where we see several.
fn also(alias: &str, others: &[&Rule]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let line = |rule: &&Rule| format!("- `{}`: {}\n", rule.name, rule.meta().summary.replace('\n', " "));
    format!("\n## Also {alias}\n\n{}", others.iter().map(line).collect::<String>())
}

/// The page as Markdown, with what its front matter says below its title.
fn page(rule: &Rule) -> String {
    let meta = rule.meta();
    let title = format!("# {}\n", rule.name);
    let mut page = format!("{title}\n");
    let default = if meta.default { "on by default" } else { "off by default" };
    let fix = match meta.fix {
        Some(Safety::Safe) => "safe fix",
        Some(Safety::Unsafe) => "unsafe fix",
        None => "no fix",
    };
    let severity = meta.severity.as_str();
    // Writing to a string can't fail.
    let _ = writeln!(page, "{severity} · {default} · {fix} · since {}\\", meta.since);
    if !meta.aliases.is_empty() {
        let _ = writeln!(page, "Also known as: {}\\", meta.aliases.join(", "));
    }
    let text = rule.page();
    let body = text.strip_prefix(title.as_str()).unwrap_or(&text);
    let _ = writeln!(page, "<{}>\n\n{}", rule.url(), body.trim());
    page
}
