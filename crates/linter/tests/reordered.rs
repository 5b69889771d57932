//! The fixes of `copy-before-install`, on every combination of what real Dockerfiles are made of: the result has no
//! error, needs no second fix, loses no line, and has each install behind its manifests and in front of the sources.

use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_linter::{Settings, fix_all, lint};
use plimsoll_semantics::{Dockerfile, ListedContext};
use plimsoll_syntax::SyntaxTree;

const STARTS: &[&str] = &["FROM a:1\n", "FROM a:1\nWORKDIR /app\n", "# escape=`\nFROM a:1\n\nWORKDIR app\n"];
const COPIES: &[&str] = &[
    "COPY . .\n",
    "# The sources\nCOPY --link --chown=1:1 ./ ./\n\n",
    "  copy [\".\", \"/app\"]\n",
    "ADD . /app/\n",
    "COPY requirements.txt package.json ./\nCOPY src ./src\nCOPY . ./\n",
    "COPY . /app\nWORKDIR /app\n",
];
const BETWEEN: &[&str] =
    &["", "ENV A=1 B=2\n\n", "RUN apt-get update && apt-get install -y curl\n", "USER app\n# why\n"];
const RUNS: &[&str] = &[
    "RUN pip install -r requirements.txt\n",
    "RUN [\"pip\", \"install\", \"-r\", \"/app/requirements.txt\"]\n",
    "RUN <<EOF\nset -e\npip install -U pip\npip install -r requirements.txt\nEOF\n",
    "RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts\n",
    "# both\nRUN npm ci && pip install -r requirements.txt && npm run build\n",
    "RUN pip install -r requirements.txt",
];
const ENDS: &[&str] = &["", "\n# run it\nCMD [\"python\", \"main.py\"]\n"];

fn context() -> Arc<ListedContext> {
    let files = ["requirements.txt", "package.json", "package-lock.json", "src/main.py", "main.py"];
    Arc::new(ListedContext::new(files))
}

fn file(text: &str) -> Dockerfile {
    Dockerfile::new(SyntaxTree::parse(text), context())
}

/// Every line with how often it is there; the indentation aside.
fn lines(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        *counts.entry(line.to_owned()).or_default() += 1;
    }
    counts
}

fn check(text: &str, settings: &Settings) -> bool {
    let before = file(text);
    let fixed = fix_all(&before, settings, true);
    if fixed.applied == 0 {
        return false;
    }
    let after = file(&fixed.text);
    let context = format!("{text}\n---\n{}", fixed.text);
    assert_eq!(after.tree().errors().count(), before.tree().errors().count(), "{context}");
    assert_eq!(after.problems().len(), before.problems().len(), "{context}");
    assert!(lint(&after, settings).is_empty(), "another finding:\n{context}");
    assert_eq!(fix_all(&after, settings, true).applied, 0, "{context}");
    assert_eq!(text.contains("\r\n"), fixed.text.contains("\r\n"), "{context}");
    assert_eq!(text.ends_with('\n'), fixed.text.ends_with('\n'), "{context}");
    let kept = lines(&fixed.text);
    for (line, count) in lines(text) {
        // A RUN that is parted in two is another line.
        let is_parted = line.contains("npm run build");
        assert!(is_parted || kept.get(&line).is_some_and(|now| *now >= count), "{line}\n{context}");
    }
    let place = |what: &str| fixed.text.find(what);
    if let (Some(install), Some(sources)) =
        (place("pip\", \"install").or(place("install -r")), place("OPY . "))
    {
        assert!(install < sources, "{context}");
    }
    true
}

#[test]
fn every_combination_is_reordered_without_harm() {
    let settings = Settings::from_selection(&["copy-before-install".to_owned()], &[]).unwrap();
    let (mut fixed, mut seen) = (0, 0);
    for start in STARTS {
        for copy in COPIES {
            for between in BETWEEN {
                for run in RUNS {
                    for end in ENDS {
                        let gap = if run.ends_with('\n') || end.is_empty() { "" } else { "\n" };
                        let text = format!("{start}{copy}{between}{run}{gap}{end}");
                        for text in [text.replace('\n', "\r\n"), text] {
                            seen += 1;
                            fixed += usize::from(check(&text, &settings));
                        }
                    }
                }
            }
        }
    }
    assert!(fixed * 10 > seen * 7, "only {fixed} of {seen} have a fix");
}
