//! See the page beside this file.

use plimsoll_semantics::Dockerfile;

use super::reorder::reorder;
use super::spoiled::Spoiled;
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule =
    Rule::new("copy-before-install", include_str!("copy_before_install.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    for spoiled in Spoiled::find(file) {
        let Some(range) = spoiled.broad_range(file) else { continue };
        let command = &spoiled.installs[0].command;
        let finding = report.at(range, format!("`{command}` runs again after every source change"));
        for install in spoiled.installs.iter().chain(&spoiled.later) {
            finding.related(install.run.range(install.span), "comes after the copy");
        }
        match reorder(file, &spoiled) {
            Ok(fixes) => finding.fixes.extend(fixes),
            Err(reason) => {
                finding.decline("Copy the manifests first", reason);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_semantics::{BuildContext, ListedContext, NoContext};
    use plimsoll_syntax::SyntaxTree;

    use super::*;
    use crate::fixture;
    use crate::{Safety, lint, verified_fixes};

    /// `-` without a finding, the safety of the first fix, or why there is none. `files` of the context, nothing if it is
    /// not known.
    fn outcome(files: &str, text: &str) -> String {
        let context: Arc<dyn BuildContext> = match files {
            "" => Arc::new(NoContext),
            files => Arc::new(
                ListedContext::new(files.split(' ')).with_ignore_file(".dockerignore", "ignored\n.venv\n"),
            ),
        };
        let file = Dockerfile::new(SyntaxTree::parse(&format!("FROM a:1 AS a\nFROM b:1\n{text}\n")), context);
        let settings = fixture::settings(&["copy-before-install"]);
        let findings = lint(&file, &settings);
        let Some(finding) = findings.first() else { return "-".to_owned() };
        match verified_fixes(&file, finding).first().map(|fix| fix.safety) {
            Some(Safety::Safe) => "safe".to_owned(),
            Some(Safety::Unsafe) => "unsafe".to_owned(),
            None => finding.declined[0].reason.clone(),
        }
    }

    fn check(cases: &[(&str, &str, &str)]) {
        for (files, text, expected) in cases {
            assert_eq!(outcome(files, text), *expected, "{text}\n({files})");
        }
    }

    const PIP: &str = "requirements.txt main.py";

    #[test]
    fn is_quiet_where_the_files_come_from_elsewhere() {
        check(&[
            (PIP, "COPY . .\nRUN pip install -r requirements.txt", "safe"),
            (PIP, "COPY . .\nRUN pip install -r other.txt", "-"),
            ("", "COPY . .\nCOPY --from=a /r.txt .\nRUN pip install -r r.txt", "-"),
            ("", "COPY . .\nCOPY <<E r.txt\nflask\nE\nRUN pip install -r r.txt", "-"),
            ("", "COPY . .\nADD https://example.com/r.txt ./\nRUN pip install -r r.txt", "-"),
            ("", "COPY . .\nRUN pip-compile -o r.txt r.in\nRUN pip install -r r.txt", "-"),
            ("", "COPY . .\nRUN sort a b > r.txt && pip install -r r.txt", "-"),
            (
                "",
                "COPY . .\nRUN if [ -f r.txt ]; then pip install -r r.txt; fi",
                "`[ -f r.txt ]` in front of the install may need the sources",
            ),
            ("", "COPY . /a\nWORKDIR /b\nRUN npm ci", "-"),
            ("", "COPY . .\nRUN cd $X && npm ci", "-"),
            ("", "COPY --from=a /app .\nRUN npm ci", "-"),
            ("", "COPY . .\nONBUILD RUN npm ci", "-"),
            ("x.js", "COPY . .\nRUN npm ci", "-"),
            ("", "COPY package.json .\nRUN npm ci\nCOPY . .\nRUN npm ci --omit=dev", "-"),
            (
                "",
                "COPY package.json .\nRUN npm ci\nCOPY . .\nRUN cd web && npm ci --ignore-scripts",
                "unsafe",
            ),
        ]);
    }

    #[test]
    fn is_quiet_where_a_base_has_installed_it() {
        let base = "FROM a:1 AS base\nCOPY package.json .\nRUN npm ci\nFROM base AS middle\n";
        let check_from = |image: &str| outcome("", &format!("{base}FROM {image}\nCOPY . .\nRUN npm ci"));
        assert_eq!(check_from("base"), "-");
        assert_eq!(check_from("middle"), "-");
        assert_eq!(check_from("a:1"), "unsafe");
    }

    #[test]
    fn is_quiet_where_the_folder_belongs_to_the_manifests() {
        let files = "requirements/prod.txt requirements/base.txt src/main.py docs/a.md";
        check(&[
            (files, "COPY requirements /r\nRUN pip install -r /r/prod.txt", "-"),
            (files, "COPY docs docs\nCOPY requirements /r\nRUN pip install -r /r/prod.txt", "-"),
            (files, "COPY src src\nCOPY requirements /r\nRUN pip install -r /r/prod.txt", "safe"),
            ("web/package.json", "COPY web/ .\nRUN npm ci", "unsafe"),
        ]);
    }

    #[test]
    fn moves_nothing_that_something_in_between_depends_on() {
        let between = |middle: &str| {
            let text = format!("COPY . /app\n{middle}\nWORKDIR /app\nRUN pip install -r requirements.txt");
            outcome(PIP, &text)
        };
        let cases = [
            ("ENV A=1", "safe"),
            ("COPY --from=a /usr/bin/uv /usr/bin/", "safe"),
            ("COPY requirements.txt /app/", "safe"),
            ("RUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*", "safe"),
            ("RUN useradd app\nUSER app", "safe"),
            ("COPY main.py /app/requirements.txt", "the COPY in between may depend on what is copied"),
            ("COPY --from=a /app/x /app/x", "the COPY in between may depend on what is copied"),
            ("RUN make", "`make` in between may depend on what is copied"),
            ("RUN chown -R app /app", "`chown -R app /app` in between may depend on what is copied"),
            ("RUN rm /app/main.py", "`rm /app/main.py` in between may depend on what is copied"),
            ("VOLUME /app", "the VOLUME in between may depend on what is copied"),
        ];
        for (middle, expected) in cases {
            assert_eq!(between(middle), expected, "{middle}");
        }
        check(&[
            (
                "",
                "ARG D=/a\nCOPY . $D\nARG D=/b\nRUN pip install -r /a/r.txt",
                "the ARG in between may depend on what is copied",
            ),
            ("", "COPY . .\nWORKDIR sub\nRUN pip install -r ../r.txt", "-"),
            ("", "WORKDIR /a\nCOPY . .\nWORKDIR sub\nRUN pip install -r ../r.txt", "safe"),
            (
                "",
                "COPY . .\nRUN pip install -r $FILE",
                "only a build can tell the arguments of `pip install`",
            ),
            ("", "COPY --parents . .\nRUN pip install -r r.txt", "the copy has `--parents`"),
            ("", "COPY [\".\", \"/my app\"]\nRUN [\"pip\", \"install\", \"-r\", \"/my app/r.txt\"]", "safe"),
        ]);
    }

    #[test]
    fn is_sure_that_the_manifests_are_enough() {
        check(&[
            ("package.json package-lock.json", "COPY . .\nRUN npm ci", "unsafe"),
            ("package.json package-lock.json", "COPY . .\nRUN npm ci --ignore-scripts", "safe"),
            ("package.json packages/a/package.json", "COPY . .\nRUN npm ci", "unsafe"),
            ("package.json ignored/a/package.json", "COPY . .\nRUN npm ci", "unsafe"),
            (
                "package.json node_modules/a/package.json",
                "COPY . .\nRUN npm ci",
                "`node_modules` of the build context would replace what `npm ci` makes",
            ),
            ("package.json pnpm-workspace.yaml", "COPY . .\nRUN pnpm install", "unsafe"),
            ("package.json pnpm-lock.yaml", "COPY . .\nRUN pnpm install --filter web", "unsafe"),
            (
                "package.json packages/a/package.json",
                "COPY package.json .\nCOPY packages packages\nCOPY . .\nRUN npm ci",
                "unsafe",
            ),
            (
                "",
                "COPY . .\nRUN ./gradlew dependencies",
                "without the build context nobody can tell what `gradlew dependencies` reads",
            ),
            (
                "build.gradle.kts gradlew gradle/wrapper/a.jar",
                "COPY . .\nRUN ./gradlew dependencies",
                "unsafe",
            ),
            ("pom.xml", "COPY . .\nRUN mvn dependency:go-offline", "unsafe"),
            ("pom.xml api/pom.xml", "COPY . .\nRUN mvn dependency:go-offline", "unsafe"),
            ("a.csproj", "COPY . .\nRUN dotnet restore", "unsafe"),
            ("go.mod go.sum", "COPY . .\nRUN go mod download", "safe"),
            ("go.mod go.work", "COPY . .\nRUN go mod download", "safe"),
            ("Gemfile Gemfile.lock", "COPY . .\nRUN bundle install", "safe"),
            (
                "Gemfile a.gemspec",
                "COPY . .\nRUN bundle install",
                "`bundle install` reads the sources that belong to `a.gemspec`",
            ),
            ("requirements.txt setup.py", "COPY . .\nRUN pip install -r requirements.txt", "unsafe"),
            ("pyproject.toml uv.lock .venv/x", "COPY . .\nRUN uv sync --no-install-project", "safe"),
            (
                "ignored/requirements.txt",
                "COPY . .\nRUN pip install -r ignored/requirements.txt",
                "the ignore file keeps `ignored/requirements.txt` out of the build context",
            ),
        ]);
    }

    #[test]
    fn parts_a_run_only_where_its_commands_do_not_prepare_each_other() {
        check(&[
            (PIP, "COPY . .\nRUN pip install -r requirements.txt && make", "unsafe"),
            (PIP, "COPY . .\nRUN pip install -r requirements.txt && make && make install", "unsafe"),
            (
                PIP,
                "COPY . .\nRUN pip install -r requirements.txt; make",
                "`make` in the same RUN may need the sources",
            ),
            (
                PIP,
                "COPY . .\nRUN pip install -r requirements.txt && make || true",
                "`make` in the same RUN may need the sources",
            ),
            (PIP, "COPY . .\nRUN set -e && pip install -r requirements.txt && make", "unsafe"),
            (
                PIP,
                "COPY . .\nRUN make && pip install -r requirements.txt",
                "`make` in front of the install may need the sources",
            ),
            (PIP, "COPY . .\nRUN pip install -r requirements.txt && pip install .", "unsafe"),
            (
                PIP,
                "COPY . .\nRUN pip install -r requirements.txt && \\\n# build\nmake",
                "`make` in the same RUN may need the sources",
            ),
            (
                PIP,
                "COPY . .\nRUN <<E\npip install -r requirements.txt && make\nE",
                "`make` in the same RUN may need the sources",
            ),
        ]);
    }
}
