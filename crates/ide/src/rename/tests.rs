use super::*;
use crate::fixture::{Fixture, ODD_FILES};

fn renamed(text: &str, new_name: &str) -> String {
    let fixture = Fixture::new(text);
    match rename(&fixture.file, &fixture.lines, fixture.cursor(), new_name) {
        Ok(Some(rename)) => plimsoll_text::apply_edits(&fixture.text, &rename.edits).unwrap(),
        Ok(None) => "nothing".to_owned(),
        Err(reason) => format!("no: {reason}"),
    }
}

#[track_caller]
fn check(text: &str, new_name: &str, expected: &str) {
    assert_eq!(renamed(text, new_name), expected, "{text}");
}

#[test]
fn stages_wherever_they_are_used() {
    check(
        "FROM a AS Build$0\nFROM b\nCOPY --from=BUILD --chown=1:1 /x /y\nCOPY --from=0 /x /y\nRUN --mount=type=bind,from=build,target=/x y\nFROM build\n",
        "Compile",
        "FROM a AS compile\nFROM b\nCOPY --from=compile --chown=1:1 /x /y\nCOPY --from=0 /x /y\nRUN --mount=type=bind,from=compile,target=/x y\nFROM compile\n",
    );
    check(
        "FROM a AS s\nFROM b AS base\nONBUILD COPY --from=s$0 x /y\nFROM base\n",
        "t",
        "FROM a AS t\nFROM b AS base\nONBUILD COPY --from=t x /y\nFROM base\n",
    );
    // Only the uses that mean this one of two.
    check(
        "FROM a AS x\nCOPY --from=x y z\nFROM b AS x$0\nFROM x\n",
        "y",
        "FROM a AS x\nCOPY --from=x y z\nFROM b AS y\nFROM y\n",
    );
}

#[test]
fn no_stages_that_would_hide_something() {
    check("FROM a AS b$0\nFROM c AS d\nFROM b\n", "d", "no: `d` is there already, on line 2");
    check(
        "FROM a AS b$0\nFROM alpine\nCOPY --from=b x y\n",
        "alpine",
        "no: `alpine` means something else in this file: the build would not be the same",
    );
    check("FROM a AS b$0\n", "scratch", "no: `scratch` means something else to BuildKit");
    check(
        "FROM a AS b$0\n",
        "1b",
        "no: `1b` can't name a stage: a letter comes first, then letters, digits, `-`, `_` and `.`",
    );
    check("ARG B=b\nFROM a AS b$0\nFROM $B\n", "c", "no: `b` is not written out on line 3");
}

#[test]
fn neither_numbers_nor_images() {
    check(
        "FROM a AS b\nFROM c\nCOPY --from=0$0 x y\n",
        "d",
        "no: this is the number of a stage, not its name",
    );
    check("FROM c\nCOPY --from=nginx$0:1.27 x y\n", "d", "nothing");
    check("FROM a\nRUN x=$(date$0)\n", "d", "nothing");
}

#[test]
fn a_build_argument_in_all_of_the_file() {
    check(
        "ARG VER=1 OTHER=2\nFROM a:$VER\nARG VER\nRUN x ${VER%.*} ${VER//./-} ${VER#1.} '$VER'\nFROM b\nARG VER\nLABEL v=\"${V$0ER:-0}\"\n",
        "VERSION",
        "ARG VERSION=1 OTHER=2\nFROM a:$VERSION\nARG VERSION\nRUN x ${VERSION%.*} ${VERSION//./-} ${VERSION#1.} '$VER'\nFROM b\nARG VERSION\nLABEL v=\"${VERSION:-0}\"\n",
    );
    check("ARG A=1 B=2\nFROM $A$0-$B\n", "C", "ARG C=1 B=2\nFROM $C-$B\n");
}

#[test]
fn an_environment_variable_through_all_stages_built_from_it() {
    check(
        "FROM a AS s\nENV DIR=/x\nFROM s\nWORKDIR $DIR\nENV DIR=$DIR/y\nCMD ls $DIR$0\n",
        "HERE",
        "FROM a AS s\nENV HERE=/x\nFROM s\nWORKDIR $HERE\nENV HERE=$HERE/y\nCMD ls $HERE\n",
    );
    // Every use moves those behind it.
    check(
        "FROM a\nENV LONG_NAME 1\nRUN $LONG_NAME \\\n  $LONG_NAME $LONG_NAME\nLABEL a=$LONG_NAME$0\n",
        "S",
        "FROM a\nENV S 1\nRUN $S \\\n  $S $S\nLABEL a=$S\n",
    );
    // An ARG of the same name is another variable.
    check("FROM a\nARG V=1\nENV V=$V\nRUN $V$0\n", "W", "FROM a\nARG V=1\nENV W=$V\nRUN $W\n");
    check("FROM a\nARG V$0=1\nENV V=$V\nRUN $V\n", "W", "FROM a\nARG W=1\nENV V=$W\nRUN $V\n");
}

#[test]
fn never_what_nobody_expands() {
    check(
        "FROM a\nENV A$0=1\nCOPY <<'E' <<F /x/\n$A\nE\n$A\nF\nRUN echo $A '$A' \\$A && awk '{ print $A }' x\nRUN A=2; echo $A\nRUN <<E\ncat <<'F'\n$A\nF\nE\n",
        "B",
        "FROM a\nENV B=1\nCOPY <<'E' <<F /x/\n$A\nE\n$B\nF\nRUN echo $B '$A' \\$A && awk '{ print $A }' x\nRUN A=2; echo $A\nRUN <<E\ncat <<'F'\n$A\nF\nE\n",
    );
}

#[test]
fn no_variables_that_would_be_taken_for_another() {
    check("FROM a\nARG A$0=1\nARG B=2\nRUN $A $B\n", "B", "no: `B` is there already, on line 3");
    check("FROM a\nENV A$0=1\nARG B=2\nRUN $A $B\n", "B", "no: `B` is there already, on line 3");
    check("FROM a\nARG A$0=1\nFROM b\nARG B=2\n", "B", "no: `B` is there already, on line 4");
    let captured = "no: `B` means something else in this file: the build would not be the same";
    check("FROM a\nENV A$0=1\nRUN $A $B\n", "B", captured);
    check("FROM a\nENV A$0=1\nRUN B=2; echo $A $B\n", "B", captured);
    check("FROM a\nENV A$0=1\nRUN unset B; x\n", "B", captured);
    // The two never meet.
    check("FROM a\nENV A$0=1\nFROM b\nENV B=2\n", "B", "FROM a\nENV B=1\nFROM b\nENV B=2\n");
}

#[test]
fn no_variables_that_others_have_named() {
    for (text, reason) in [
        ("FROM a\nARG TARGETARCH$0\n", "`TARGETARCH` is a build argument that BuildKit knows by this name"),
        (
            "FROM --platform=$BUILDPLATFORM$0 a\n",
            "`BUILDPLATFORM` is a build argument that BuildKit knows by this name",
        ),
        ("FROM a\nENV PATH$0=/x:$PATH\n", "`PATH` is a variable of the base image"),
        ("FROM golang:1.25\nENV GOPATH$0=/x\n", "`GOPATH` is a variable of the base image"),
        (
            "FROM a\nENV LD_LIBRARY_PATH$0=/x:$LD_LIBRARY_PATH\n",
            "`LD_LIBRARY_PATH` is a variable of the base image",
        ),
        ("FROM a\nENV P=A\nENV ${P}X=1\nRUN $AX$0\n", "`AX` is not written out on line 3"),
        ("FROM a\nENV A$0=1\nONBUILD RUN echo $A\n", "`ONBUILD` on line 3 reads `A` in another build"),
    ] {
        check(text, "NEW", &format!("no: {reason}"));
    }
    check(
        "FROM a\nARG A$0=1\nRUN A=${A:-2}; echo $A\n",
        "B",
        "no: the script on line 3 sets `A` itself, or names it without `$`: nobody can tell what there means the variable of the Dockerfile",
    );
    check("FROM a\nENV A$0=1\n", "PATH", "no: the base image sets `PATH`");
    check(
        "FROM a\nENV A$0=1\n",
        "B-C",
        "no: `B-C` can't name a variable: a letter or `_` comes first, then letters, digits and `_`",
    );
}

#[test]
fn heredocs_keep_their_quotes() {
    check(
        "FROM a\nRUN <<-'EOF' cat\n\tx EOF\n\tEOF$0\n",
        "END",
        "FROM a\nRUN <<-'END' cat\n\tx EOF\n\tEND\n",
    );
    check(
        "FROM a\nCOPY <<a.txt$0 <<\"b\" /x/\nb\na.txt\nc\nb\n",
        "c.txt",
        "FROM a\nCOPY <<c.txt <<\"b\" /x/\nb\nc.txt\nc\nb\n",
    );
    check(
        "FROM a\nRUN <<EOF$0\nx\nEND\ny\nEOF\n",
        "END",
        "no: `END` means something else in this file: the build would not be the same",
    );
    check(
        "FROM a\nRUN <<EOF$0\nEOF\n",
        "a b",
        "no: `a b` can't end a heredoc: use letters, digits, `_`, `-`, `.` and `/`",
    );
}

#[test]
fn in_files_with_crlf_and_other_letters() {
    check(
        "FROM é AS b\r\nENV X=😀 A$0=1\r\nRUN $A\r\n",
        "ÄB",
        "no: `ÄB` can't name a variable: a letter or `_` comes first, then letters, digits and `_`",
    );
    check("FROM é AS b\r\nENV X=😀 A$0=1\r\nRUN $A\r\n", "B", "FROM é AS b\r\nENV X=😀 B=1\r\nRUN $B\r\n");
}

#[test]
fn says_what_can_be_renamed() {
    let prepared = |text: &str| {
        let fixture = Fixture::new(text);
        prepare_rename(&fixture.file, &fixture.lines, fixture.cursor())
            .map(|found| found.map(|(range, name)| format!("{} {name}", fixture.text_of(range))))
    };
    assert_eq!(prepared("FROM a AS Bu$0ild\n"), Ok(Some("Build build".into())));
    assert_eq!(prepared("FROM a\nENV A=1\nRUN ${A$0:-x}\n"), Ok(Some("A A".into())));
    assert_eq!(prepared("FROM a\nRU$0N x\n"), Ok(None));
    assert!(prepared("ARG HTTP_PROXY$0\n").is_err());
}

#[test]
fn what_can_not_be_seen_from_here_is_said() {
    let caution = |text: &str| {
        let fixture = Fixture::new(text);
        rename(&fixture.file, &fixture.lines, fixture.cursor(), "x")
            .unwrap()
            .unwrap()
            .caution
            .unwrap_or_default()
    };
    assert!(caution("ARG A$0\nFROM a\n").contains("--build-arg A"));
    assert!(caution("FROM a AS b$0\n").contains("--target b"));
    assert!(caution("FROM a\nENV A$0=1\n").contains("read `A`"));
    assert_eq!(caution("FROM a\nRUN <<E$0\nE\n"), "");
}

/// Every name of files that are whole, broken, or cut off anywhere: renamed, or not, with a reason.
#[test]
fn renames_or_refuses_everywhere() {
    let mut renamed = 0;
    for text in ODD_FILES {
        for end in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
            let fixture = Fixture::without_cursor(&text[..end]);
            for (at, _) in fixture.text.char_indices() {
                let at = TextSize::new(at as u32);
                if let Ok(Some(rename)) = rename(&fixture.file, &fixture.lines, at, "zz9") {
                    plimsoll_text::apply_edits(&fixture.text, &rename.edits).unwrap();
                    renamed += 1;
                }
            }
        }
    }
    assert!(renamed > 1_000, "{renamed}");
}
