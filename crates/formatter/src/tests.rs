use std::sync::Arc;

use expect_test::{Expect, expect};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;
use plimsoll_text::{TextRange, TextSize, apply_edits};

use crate::{IndentStyle, KeywordCasing, Style, format, format_on_type, format_ranges};

fn file(text: &str) -> Dockerfile {
    Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext))
}

/// The formatted text, which formatting leaves alone.
#[track_caller]
fn formatted_as(text: &str, style: &Style) -> String {
    let once = apply_edits(text, &format(&file(text), style)).unwrap();
    let twice = apply_edits(&once, &format(&file(&once), style)).unwrap();
    assert_eq!(once, twice, "formatted twice");
    once
}

#[track_caller]
fn formatted(text: &str) -> String {
    formatted_as(text, &Style::default())
}

/// Blanks at ends of lines, tabs and carriage returns can be seen.
fn visible(text: &str) -> String {
    let line = |line: &str| {
        let end = line.trim_end_matches(['\r', '\n']);
        let shown = end.trim_end_matches(' ').replace('\t', "→");
        let blanks = "·".repeat(end.len() - end.trim_end_matches(' ').len());
        let cr = if line.ends_with("\r\n") { "␍" } else { "" };
        let newline = if line.ends_with('\n') { "\n" } else { "¶\n" };
        format!("{shown}{blanks}{cr}{newline}")
    };
    text.split_inclusive('\n').map(line).collect()
}

#[track_caller]
fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&visible(&formatted(text)));
}

#[track_caller]
fn keeps(text: &str) {
    assert_eq!(formatted(text), text);
}

#[test]
fn words_have_one_blank_between_them() {
    check(
        "FROM   --platform=linux/amd64\talpine  as\tbuild  \n  COPY --chown=a:b   --link  x   y\t./\nEXPOSE  80\t443\nENV  A=1   B='x  y'\nENV A   b  c\nARG  A  B=2\nWORKDIR   /a  b\nONBUILD  run  echo  a   b\nHEALTHCHECK  --interval=1s   cmd  true\n",
        &expect![[r#"
            FROM --platform=linux/amd64 alpine AS build
            COPY --chown=a:b --link x y ./
            EXPOSE 80 443
            ENV A=1 B='x  y'
            ENV A b  c
            ARG A B=2
            WORKDIR /a  b
            ONBUILD RUN echo  a   b
            HEALTHCHECK --interval=1s CMD true
        "#]],
    );
}

#[test]
fn arrays_have_blanks_behind_commas() {
    check(
        "FROM a\nCMD  [ \"a\",\"b  c\" ,\"d\"   ]\nENTRYPOINT [ ]\nSHELL [\"sh\",\\\n\"-c\"]\nCOPY [\"a b\",\"c\"]\nCMD [ 'a','b' ]\n",
        &expect![[r#"
            FROM a
            CMD ["a", "b  c", "d"]
            ENTRYPOINT []
            SHELL ["sh", \
                "-c"]
            COPY ["a b", "c"]
            CMD [ 'a','b' ]
        "#]],
    );
}

#[test]
fn continuation_lines_keep_their_steps() {
    check(
        "FROM a\nRUN apt-get update && apt-get install -y \\\n      curl \\\n      git \\\n && if x; then \\\n     a; \\\n   else \\\n     b; \\\n   fi   \\  \n && c\n",
        &expect![[r#"
            FROM a
            RUN apt-get update && apt-get install -y \
                    curl \
                    git \
                && if x; then \
                        a; \
                    else \
                        b; \
                    fi \
                && c
        "#]],
    );
}

#[test]
fn lines_get_what_most_lines_are_indented_with() {
    check(
        "FROM a\nRUN a; \\\n\tb; \\\n\t\tc \\\n\t;\nRUN d \\\n   e\n",
        &expect![[r#"
            FROM a
            RUN a; \
            →b; \
            →→c \
            →;
            RUN d \
            →e
        "#]],
    );
}

#[test]
fn lines_without_indentation_get_one_where_that_joins_nothing() {
    check(
        "FROM a\nRUN a \\\nb \\\n&& c\nRUN fo\\\no && ba\\\n  r\nRUN a;\\\n  b\n",
        &expect![[r#"
            FROM a
            RUN a \
                b \
                && c
            RUN fo\
            o && ba \
                r
            RUN a; \
                b
        "#]],
    );
}

#[test]
fn comments_stand_with_the_line_they_are_about() {
    check(
        "FROM a\n   # top  \nRUN a \\\n# one  \n      # two\n\n  && b \\\n    \\\n  && c \\\n# end\n",
        &expect![[r#"
            FROM a
               # top
            RUN a \
                # one
                # two

                && b \
                \
                && c \
                # end
        "#]],
    );
}

#[test]
fn what_is_quoted_stays() {
    keeps(
        "FROM a\nLABEL d=\"x\\\n  y  \\\n    z\"\nRUN printf 'all:\\n\\\n\techo  %s' a  b\nRUN a \"$(b  c)\" `d  e`\n",
    );
    check(
        "FROM a\nRUN printf \"all: \\  \n  x\" \\\n b \\\n  'c \\\n d'\nENV a \\  \n  b  c \\\n  d\n",
        &expect![[r#"
            FROM a
            RUN printf "all: \
              x" \
                b \
              'c \
             d'
            ENV a \
              b  c \
              d
        "#]],
    );
}

#[test]
fn heredocs_stay() {
    keeps("FROM a\nRUN <<-EOF  cat  && \\\n    x\n  body  \n\tEOF\nADD <<'E' /x\nkey:   v \n\n\n\nE\n");
    check(
        "FROM a\nrun   <<E\n  a  \nE\nONBUILD run  3<<E  x  \n  b\nE",
        &expect![[r#"
            FROM a
            RUN <<E
              a··
            E
            ONBUILD RUN 3<<E  x
              b
            E
        "#]],
    );
}

#[test]
fn scripts_of_other_shells_keep_their_lines() {
    check(
        "# escape=`\nFROM a\nSHELL [\"powershell\", \"-Command\"]\nrun   a `  \n  ; b  `\n      -c\nENV A=1 `\n  B=C:\\\n",
        &expect![[r#"
            # escape=`
            FROM a
            SHELL ["powershell", "-Command"]
            RUN a `
              ; b  `
                  -c
            ENV A=1 `
                B=C:\
        "#]],
    );
}

#[test]
fn blank_lines_and_ends_of_lines() {
    check(
        "\n\n# a  \nFROM a  \n \n\n\t\nRUN b\n\nRUN c\n\n\n  ",
        &expect![[r#"
            # a
            FROM a

            RUN b

            RUN c
        "#]],
    );
    check(
        "FROM a\r\n\r\n\r\nRUN a  \\ \r\n  b",
        &expect![[r#"
        FROM a␍
        ␍
        RUN a \␍
            b␍
    "#]],
    );
    check("", &expect![""]);
    check("\n \n", &expect![""]);
}

#[test]
fn directives_stay_what_they_are() {
    check(
        "# syntax = docker/dockerfile:1  \n#  escape=`\t\n\n\n# check=skip=all\nFROM a\n",
        &expect![[r#"
            # syntax = docker/dockerfile:1
            #  escape=`

            # check=skip=all
            FROM a
        "#]],
    );
    keeps("\n# escape=`\nFROM a\n");
    keeps("\u{feff}# escape=`\nFROM a\n");
    check("\u{feff}  FROM  a\n", &expect!["\u{feff}FROM a\n"]);
    keeps("# syntax=example.com/own:1\nfrom   a  \n");
}

#[test]
fn broken_instructions_stay_and_the_others_do_not() {
    check(
        "FROM   a\n{%  if x %}\nENV  a=b  c\n{% endif   %}\nRUN   {{ x  }}\nRUN  echo  'open  \\\n   x\n",
        &expect![[r#"
            FROM a
            {%  if x %}
            ENV  a=b  c
            {% endif   %}
            RUN {{ x  }}
            RUN echo  'open  \
               x
        "#]],
    );
}

#[test]
fn keywords_are_cased_as_most_or_as_chosen() {
    let text = "arg A\nFrom a As b\nrun c\ncopy d e\nONBUILD User f\n";
    let as_chosen = |keyword_casing| formatted_as(text, &Style { keyword_casing, ..Style::default() });
    assert_eq!(as_chosen(KeywordCasing::Majority), "arg A\nfrom a as b\nrun c\ncopy d e\nonbuild user f\n");
    assert_eq!(as_chosen(KeywordCasing::Upper), "ARG A\nFROM a AS b\nRUN c\nCOPY d e\nONBUILD USER f\n");
    assert_eq!(as_chosen(KeywordCasing::Lower), as_chosen(KeywordCasing::Majority));
    assert_eq!(as_chosen(KeywordCasing::Keep), text);
    keeps("FROM a\nru\\\nn b\n");
}

#[test]
fn a_style_is_honoured() {
    let text = "FROM a  \n\n\n\nRUN a \\ \n  b\n\n\n";
    let style = Style {
        indent_style: IndentStyle::Tab,
        blank_lines: 2,
        trim_trailing_blanks: false,
        trim_final_newlines: false,
        ..Style::default()
    };
    assert_eq!(formatted_as(text, &style), "FROM a  \n\n\nRUN a \\ \n\tb\n\n\n");
    let narrow = Style { indent_style: IndentStyle::Space, indent_width: 2, ..Style::default() };
    assert_eq!(
        formatted_as("FROM a\nRUN b \\\n\tc \\\n\t\td\n", &narrow),
        "FROM a\nRUN b \\\n  c \\\n    d\n"
    );
    let open = Style { insert_final_newline: false, ..Style::default() };
    assert_eq!(formatted_as("FROM a ", &open), "FROM a");
    for indent_width in [0, 1, u32::MAX] {
        formatted_as("FROM a\nRUN b \\\n\tc \\\n\t\td\n", &Style { indent_width, ..Style::default() });
    }
}

/// `text` with one range between `$0` and `$0`, or an empty one at a single `$0`.
fn ranged(text: &str) -> (String, TextRange) {
    let start = text.find("$0").unwrap();
    let rest = text.replacen("$0", "", 1);
    let end = rest.find("$0").unwrap_or(start);
    let range = TextRange::new((start as u32).into(), (end as u32).into());
    (rest.replacen("$0", "", 1), range)
}

#[track_caller]
fn check_range(text: &str, expected: &str) {
    let (text, range) = ranged(text);
    let edits = format_ranges(&file(&text), &Style::default(), &[range]);
    assert_eq!(apply_edits(&text, &edits).unwrap(), expected);
}

#[test]
fn ranges_take_whole_instructions_and_no_others() {
    check_range("from  a\nRUN$0  b$0\nrun  c\n", "from  a\nrun b\nrun  c\n");
    check_range("from  a\n$0run  b\n$0run  c\n", "from  a\nrun b\nrun  c\n");
    check_range("from  a\nrun  b \\\n$0 c\n", "from  a\nrun b \\\n    c\n");
    check_range("from  a\n$0run  b\n", "from  a\nrun b\n");
    check_range("from  a\nrun  b$0", "from  a\nrun b\n");
    check_range("from  a$0\n\n\n\nrun  b", "from a\n\n\n\nrun  b");
    check_range("from  a\n\n$0\n\n$0run  b", "from  a\n\nrun  b");
    check_range("$0$0", "");
}

#[track_caller]
fn check_typing(text: &str, typed: char, expected: &str) {
    let (text, range) = ranged(text);
    let edit = format_on_type(&file(&text), &Style::default(), range.end(), typed);
    assert_eq!(apply_edits(&text, edit.as_slice()).unwrap(), expected);
}

#[test]
fn a_new_line_of_a_continued_instruction_is_indented() {
    check_typing("FROM a\nRUN b \\\n$0", '\n', "FROM a\nRUN b \\\n    ");
    check_typing("FROM a\nRUN b \\\n$0\nRUN c\n", '\n', "FROM a\nRUN b \\\n    \nRUN c\n");
    check_typing("FROM a\nRUN b \\\n  c \\\n$0\nRUN d\n", '\n', "FROM a\nRUN b \\\n  c \\\n  \nRUN d\n");
    check_typing("FROM a\nRUN b \\\n  # c\n$0d\n", '\n', "FROM a\nRUN b \\\n  # c\n  d\n");
    check_typing("FROM a\nRUN b \\\n$0&& c\n", '\n', "FROM a\nRUN b \\\n    && c\n");
    check_typing("FROM a\nRUN b \\\n\tc \\\n    $0d\n", '\n', "FROM a\nRUN b \\\n\tc \\\n\td\n");
}

#[test]
fn a_new_line_elsewhere_is_not() {
    check_typing("FROM a\nRUN b \\\n  c\n  $0", '\n', "FROM a\nRUN b \\\n  c\n");
    check_typing("FROM a\nRUN b \\\n  c\n  $0\nRUN d\n", '\n', "FROM a\nRUN b \\\n  c\n\nRUN d\n");
    check_typing("FROM a\n$0\n", '\n', "FROM a\n\n");
    check_typing("FROM a\nRUN <<E\n  b\n  $0\nE\n", '\n', "FROM a\nRUN <<E\n  b\n  \nE\n");
    check_typing("FROM a\nRUN b 'c\\\n$0d'\n", '\n', "FROM a\nRUN b 'c\\\nd'\n");
    check_typing("FROM a\nRUN b \\\n\n$0RUN c\n", '\n', "FROM a\nRUN b \\\n\nRUN c\n");
}

#[test]
fn a_typed_escape_character_takes_the_next_line_in() {
    check_typing("FROM a\nRUN b \\$0\n&& c\n", '\\', "FROM a\nRUN b \\\n    && c\n");
    check_typing("FROM a\nRUN b \\$0\nRUN c\n", '\\', "FROM a\nRUN b \\\nRUN c\n");
    check_typing("FROM a\nRUN b\\$0\nc\n", '\\', "FROM a\nRUN b\\\nc\n");
    check_typing("FROM a\nRUN b \\$0 c\n  d\n", '\\', "FROM a\nRUN b \\ c\n  d\n");
    check_typing("# escape=`\nFROM a\nRUN b `$0\nc\n", '`', "# escape=`\nFROM a\nRUN b `\n    c\n");
}

#[test]
fn edits_are_as_small_as_what_changes() {
    let text = "FROM a\nRUN  b \\\n  c\n";
    let edits = format(&file(text), &Style::default());
    let shown: Vec<(&str, &str)> = edits.iter().map(|edit| (&text[edit.range], &*edit.insert)).collect();
    assert_eq!(shown, [("  ", " "), ("  ", "    ")]);
    assert_eq!(edits[1].range.start(), TextSize::new(16));
}

#[test]
fn blank_lines_and_an_open_end_of_an_instruction_stay() {
    check(
        "FROM a\nRUN a \\\n\t",
        &expect![[r#"
        FROM a
        RUN a \

    "#]],
    );
    check(
        "FROM a\nRUN a \\\n\t\n\n b",
        &expect![[r#"
        FROM a
        RUN a \


            b
    "#]],
    );
    check(
        "FROM a\nRUN a \\  ",
        &expect![[r#"
        FROM a
        RUN a \
    "#]],
    );
}

/// Without the blanks behind it, a carriage return would become a part of the line ending.
#[test]
fn carriage_returns_among_the_blanks_stay() {
    keeps("FROM a\n# b \r \nRUN a \\\n  \r \n    b \r \n \r \nRUN c\n");
}
