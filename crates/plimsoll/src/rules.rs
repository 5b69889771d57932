//! `plimsoll rules`: the table of rules.

use std::io::{self, Write};

use plimsoll_linter::{Rule, Safety, Severity, rules};
use serde::Serialize;

use crate::args::{RulesArgs, RulesFormat};
use crate::status::Status;
use crate::terminal;

pub(crate) fn run(args: &RulesArgs) -> io::Result<Status> {
    let rows: Vec<Row> = rules().iter().map(|rule| Row::new(rule)).collect();
    let mut out = terminal::stdout(false);
    match args.format {
        RulesFormat::Text => table(&mut out, &rows)?,
        RulesFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &rows)?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(Status::Clean)
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    group: &'static str,
    default: bool,
    severity: Severity,
    fix: Option<Safety>,
    aliases: &'static [&'static str],
    summary: &'static str,
    url: String,
}

impl Row {
    fn new(rule: &'static Rule) -> Self {
        let meta = rule.meta();
        Row {
            name: rule.name,
            group: meta.group,
            default: meta.default,
            severity: meta.severity,
            fix: meta.fix,
            aliases: &meta.aliases,
            summary: meta.summary,
            url: rule.url(),
        }
    }

    fn cells(&self) -> [String; 6] {
        let fix = match self.fix {
            Some(Safety::Safe) => "safe",
            Some(Safety::Unsafe) => "unsafe",
            None => "-",
        };
        let aliases = if self.aliases.is_empty() { "-".to_owned() } else { self.aliases.join(",") };
        [
            self.name.to_owned(),
            if self.default { "on" } else { "off" }.to_owned(),
            self.severity.as_str().to_owned(),
            fix.to_owned(),
            aliases,
            self.summary.split_whitespace().collect::<Vec<_>>().join(" "),
        ]
    }
}

fn table(out: &mut dyn Write, rows: &[Row]) -> io::Result<()> {
    let header = ["NAME", "DEFAULT", "SEVERITY", "FIX", "ALIASES", "SUMMARY"].map(str::to_owned);
    let lines: Vec<[String; 6]> = std::iter::once(header).chain(rows.iter().map(Row::cells)).collect();
    let width = |column: usize| lines.iter().map(|cells| cells[column].len()).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    for cells in &lines {
        let [name, default, severity, fix, aliases, summary] = cells;
        writeln!(
            out,
            "{name:0$}  {default:1$}  {severity:2$}  {fix:3$}  {aliases:4$}  {summary}",
            widths[0], widths[1], widths[2], widths[3], widths[4],
        )?;
    }
    Ok(())
}
