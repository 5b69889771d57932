use expect_test::{Expect, expect};
use serde_json::json;

use super::*;

const OPTIONS: &[RuleOption] = &[
    RuleOption { name: "strict", default: OptionDefault::Flag(false), doc: "" },
    RuleOption { name: "limit", default: OptionDefault::Number(10), doc: "" },
    RuleOption { name: "style", default: OptionDefault::Text("upper"), doc: "" },
    RuleOption { name: "allowed", default: OptionDefault::List(&["a"]), doc: "" },
    RuleOption { name: "kinds", default: OptionDefault::Table(&["text", "url"]), doc: "" },
];

/// Two rules that are on by default and one that is not.
fn catalogue() -> Catalogue {
    let rule = |name, aliases, group, default| RuleFacts {
        name,
        aliases,
        group,
        default,
        summary: "",
        options: OPTIONS,
    };
    Catalogue {
        rules: vec![
            rule("pin-packages", &["DL3008"], "packages", true),
            rule("run-as-user", &["DL3002"], "security", true),
            rule("sort-words", &["XX0001"], "style", false),
        ],
    }
}

fn toml(text: &str) -> Settings {
    Settings::from_value(&Value::from_toml(text).unwrap(), &catalogue()).unwrap()
}

fn json(json: &Json) -> Settings {
    Settings::from_value(&Value::from_json(json), &catalogue()).unwrap()
}

fn arguments(select: &[&str], ignore: &[&str]) -> Settings {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    Settings::from_selection_of(&catalogue(), &owned(select), &owned(ignore)).unwrap()
}

fn enabled(settings: &Settings) -> Vec<&'static str> {
    catalogue().rules.iter().filter(|rule| settings.enables(rule)).map(|rule| rule.name).collect()
}

fn check_errors(text: &str, expected: &Expect) {
    let result = Value::from_toml(text).and_then(|value| Settings::from_value(&value, &catalogue()));
    let describe = |error: &ConfigError| format!("{:?}: {error}\n", &text[error.range.unwrap()]);
    expected.assert_eq(&result.unwrap_err().iter().map(describe).collect::<String>());
}

#[test]
fn select_replaces_the_default_and_ignore_takes_away() {
    for (text, names) in [
        ("", &["pin-packages", "run-as-user"][..]),
        ("select = ['all']", &["pin-packages", "run-as-user", "sort-words"]),
        ("select = ['default', 'sort-words']", &["pin-packages", "run-as-user", "sort-words"]),
        ("select = ['security']", &["run-as-user"]),
        ("select = ['dl3008']", &["pin-packages"]),
        ("select = []", &[]),
        ("ignore = ['security']", &["pin-packages"]),
        ("ignore = ['DL3008']", &["run-as-user"]),
        ("select = ['all']\nignore = ['default']", &["sort-words"]),
        ("select = ['sort-words']\nignore = ['sort-words']", &[]),
    ] {
        assert_eq!(enabled(&toml(text)), names, "{text}");
    }
}

#[test]
fn a_later_layer_changes_only_what_it_names() {
    let file = toml("select = ['sort-words', 'security']\nseverity.DL3008 = 'hint'");
    assert_eq!(enabled(&file.merge(&arguments(&[], &["security"]))), ["sort-words"]);
    assert_eq!(enabled(&file.merge(&arguments(&["packages"], &[]))), ["pin-packages"]);

    let editor = file.merge(&json(&json!({ "ignore": ["XX0001"], "select": null, "severity": {} })));
    assert_eq!(enabled(&editor), ["run-as-user"]);
    assert_eq!(editor.chosen_severity("pin-packages"), Some(Severity::Hint));
}

#[test]
fn the_command_line_brings_back_what_a_file_ignores() {
    let file = toml("ignore = ['pin-packages']");
    assert_eq!(enabled(&file.merge(&arguments(&["pin-packages"], &[]))), ["pin-packages"]);
}

#[test]
fn severities_and_options_are_by_rule() {
    let settings =
        toml("severity = { run-as-user = 'error' }\n[rules.DL3008]\nlimit = 3\nallowed = ['b', 'c']");
    assert_eq!(settings.chosen_severity("run-as-user"), Some(Severity::Error));
    assert_eq!(settings.chosen_severity("pin-packages"), None);
    assert_eq!(settings.option("pin-packages", "limit"), Some(&OptionValue::Number(3)));
    assert_eq!(settings.option("pin-packages", "strict"), None);
    let list = OptionValue::List(vec!["b".to_owned(), "c".to_owned()]);
    assert_eq!(settings.option("pin-packages", "allowed"), Some(&list));

    let over = settings.merge(&toml("[rules.pin-packages]\nstrict = true"));
    assert_eq!(over.option("pin-packages", "strict"), Some(&OptionValue::Flag(true)));
    assert_eq!(over.option("pin-packages", "limit"), Some(&OptionValue::Number(3)));
}

#[test]
fn overrides_apply_to_their_files_and_the_later_wins() {
    let settings = toml(
        r"
        [[overrides]]
        files = ['test/**', '*.dev']
        ignore = ['security']
        severity.pin-packages = 'hint'

        [[overrides]]
        files = ['test/strict']
        select = ['all']
        ",
    );
    assert_eq!(enabled(&settings.for_path("Dockerfile")), ["pin-packages", "run-as-user"]);
    assert_eq!(enabled(&settings.for_path("a/Dockerfile.dev")), ["pin-packages"]);
    let strict = settings.for_path("test/strict/Dockerfile");
    assert_eq!(enabled(&strict), ["pin-packages", "run-as-user", "sort-words"]);
    assert_eq!(strict.chosen_severity("pin-packages"), Some(Severity::Hint));

    let merged = settings.merge(&arguments(&["security"], &[])).for_path("a/Dockerfile.dev");
    assert_eq!(enabled(&merged), ["run-as-user"], "the command line wins over an override");
}

#[test]
fn the_last_exclude_counts() {
    let settings = toml("exclude = ['vendor']");
    assert!(settings.is_excluded("a/vendor/Dockerfile"));
    assert!(!settings.is_excluded("Dockerfile"));
    assert!(settings.merge(&toml("")).is_excluded("vendor"));
    assert!(!settings.merge(&toml("exclude = []")).is_excluded("vendor"));
}

#[test]
fn everything_wrong_is_reported_with_its_place() {
    check_errors(
        r"
        selct = ['all']
        select = ['DL3009', 'colour', 1]
        ignore = 'all'
        exclude = ['[a', '']
        [severity]
        run-as-usr = 'error'
        DL3008 = 'fatal'
        [rules.pin-packages]
        limt = 1
        limit = -1
        strict = 'yes'
        style = 1.5
        allowed = [true]
        kinds = { a = 'text', b = 'uri', c = 1 }
        [rules]
        run-as-user = 3
        [[overrides]]
        select = ['all']
        [[overrides]]
        file = ['a']
        exclude = []
        ",
        &expect![[r#"
            "selct": unknown key `selct`; did you mean `select`?
            "'DL3009'": unknown rule `DL3009`
            "'colour'": unknown rule `colour`
            "1": expected a string, found a number
            "'all'": expected an array, found a string; write `["all"]`
            "'[a'": bad pattern: unclosed character class; missing ']'
            "''": bad pattern: the pattern is empty
            "run-as-usr": unknown rule `run-as-usr`; did you mean `run-as-user`?
            "'fatal'": a severity is one of `error`, `warning`, `information`, `hint`; `ignore` switches a rule off
            "limt": `pin-packages` has no option `limt`; did you mean `limit`?
            "-1": expected a whole number, 0 or more
            "'yes'": expected `true` or `false`, found a string
            "1.5": expected a string, found a fraction
            "true": expected a string, found a boolean
            "'uri'": expected one of `text`, `url`
            "1": expected a string, found a number
            "3": expected a table of options, found a number; `ignore = ["run-as-user"]` switches the rule off
            "[[overrides]]": an override needs `files`
            "file": unknown key `file`; did you mean `files`?
            "exclude": unknown key `exclude`
        "#]],
    );
}

#[test]
fn all_errors_of_syntax_are_reported() {
    check_errors(
        "select = [\nignore = ]\n[a",
        &expect![[r#"
            "ignore": invalid float, expected `inf`
            "=": unexpected `=` in array, expected value, `]`
            "": unclosed table, expected `]`
        "#]],
    );
}

#[test]
fn settings_without_a_text_name_the_key() {
    let wrong = json!({
        "select": "all",
        "severity": { "pin-packages": 3 },
        "rules": { "pin-packages": { "limit": "x" } },
    });
    let errors = Settings::from_value(&Value::from_json(&wrong), &catalogue()).unwrap_err();
    let messages: Vec<_> = errors.iter().map(ToString::to_string).collect();
    expect![[r#"
        [
            "`rules.pin-packages.limit`: expected a number, found a string",
            "`select`: expected an array, found a string; write `[\"all\"]`",
            "`severity.pin-packages`: expected a string, found a number",
        ]
    "#]]
    .assert_debug_eq(&messages);

    let errors = Settings::from_selection_of(&catalogue(), &["pin-package".to_owned()], &[]).unwrap_err();
    assert_eq!(errors[0].message, "`--select`: unknown rule `pin-package`; did you mean `pin-packages`?");
}
