//! See the page beside this file.

use std::collections::BTreeSet;

use plimsoll_semantics::facts::ecosystems::Ecosystem;
use plimsoll_semantics::facts::images::Family;
use plimsoll_semantics::{Dockerfile, InstallerCall, PackageCommand, Stage, relies_on_earlier_index};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::Span;

use super::store::{Store, Stores};
use crate::finding::{Finding, Fix};
use crate::report::Report;
use crate::rule::Rule;
use crate::rules::packages::cache_mount::{self, TITLE};
use crate::rules::packages::leftover::{Leftover, Source, is_later_yarn};
use crate::rules::packages::needed_indexes::NeededIndexes;
use crate::rules::packages::package_cache_in_layer::{self, final_chain};
use crate::script;
use crate::settings::{OptionDefault, RuleOption};

pub(crate) static RULE: Rule =
    Rule::new("no-cache-mount", include_str!("no_cache_mount.md"), check).with_options(&[SYSTEM_PACKAGES]);

const SYSTEM_PACKAGES: RuleOption = RuleOption {
    name: "system-packages",
    default: OptionDefault::Flag(false),
    doc: "Report the package managers of distributions too: `apk`, `apt-get`, `dnf`, `pacman` and `yum`.",
};

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let image: BTreeSet<usize> = final_chain(file).map(Stage::index).collect();
    let needed = report.flag(&SYSTEM_PACKAGES).then(|| NeededIndexes::find(file));
    let mut stores = Stores::default();
    for stage in file.stages().filter(|stage| stage.family() != Family::Windows) {
        let tells_leftovers =
            image.contains(&stage.index()) && report.is_enabled(&package_cache_in_layer::RULE);
        let mut seen = stores.inherited(stage);
        for run in stage.instructions_of(Keyword::Run) {
            let calls = file.installer_calls(run);
            stores.take(file, stage, run, &calls, &mut seen);
            report_useless_mounts(file, report, run, &calls);
            let mut uncached = downloads(file, run, &calls);
            if needed.as_ref().is_some_and(|needed| !needed.is_needed_behind(stage, run)) {
                uncached.extend(system_packages(file, run));
            }
            if !uncached.is_empty() && is_open(file, run) {
                let told = if tells_leftovers { Leftover::find(file, run) } else { Vec::new() };
                uncached.retain(|one| told.iter().all(|leftover| leftover.source != one.source));
                uncached.iter().for_each(|one| report_call(file, report, run, one));
            }
        }
        stores.end(stage, seen);
    }
    for store in stores.into_all() {
        report_store(file, report, &store, &image);
    }
}

/// A call that fills a cache that nobody keeps.
struct Uncached {
    source: Source,
    span: Span,
    command: String,
}

fn report_call(file: &Dockerfile, report: &mut Report<'_>, run: Placed<'_>, one: &Uncached) {
    let finding = report.at(run.range(one.span), message(&one.command));
    offer(finding, cache_mount::fix(file, run, one.source));
}

fn message(command: &str) -> String {
    format!("`{command}` keeps no downloads for the next build")
}

fn offer(finding: &mut Finding, fix: Result<Fix, &'static str>) {
    match fix {
        Ok(fix) => finding.fix(fix),
        Err(reason) => finding.decline(TITLE, reason),
    };
}

/// A flag that leaves the cache empty which the RUN mounts.
fn report_useless_mounts(
    file: &Dockerfile,
    report: &mut Report<'_>,
    run: Placed<'_>,
    calls: &[InstallerCall<'_>],
) {
    for call in calls {
        for flag in call.no_cache_flags().filter(|_| has_mount(file, run, call.ecosystem)) {
            let message = format!("`{}` leaves the cache empty that this RUN mounts", flag.text());
            let finding = report.at(run.range(flag.span), message);
            if let Some(edit) = script::remove_argument(run, &call.invocation, flag) {
                finding.fix(Fix::not_safe(format!("Remove `{}`", flag.text()), vec![edit]));
            }
        }
    }
}

/// The first install of each ecosystem that unpacks its downloads elsewhere.
fn downloads(file: &Dockerfile, run: Placed<'_>, calls: &[InstallerCall<'_>]) -> Vec<Uncached> {
    let mut found: Vec<Uncached> = Vec::new();
    for call in calls.iter().filter(|call| call.is_for_project && !call.stores) {
        let source = Source::Installer(call.ecosystem);
        let is_new = found.iter().all(|one| one.source != source);
        if is_new && fills_cache(file, run, call) && !has_mount(file, run, call.ecosystem) {
            found.push(Uncached { source, span: call.head, command: call.command.clone() });
        }
    }
    found
}

pub(super) fn fills_cache(file: &Dockerfile, run: Placed<'_>, call: &InstallerCall<'_>) -> bool {
    !call.ecosystem.caches.is_empty() && !is_later_yarn(file, call) && !file.is_kept_from_cache(call, run)
}

fn has_mount(file: &Dockerfile, run: Placed<'_>, ecosystem: &Ecosystem) -> bool {
    file.cache_folders(ecosystem, run).iter().any(|place| file.is_mounted_over(run, &place.folder))
}

/// The first install of each package manager of a distribution.
fn system_packages(file: &Dockerfile, run: Placed<'_>) -> Vec<Uncached> {
    let commands = file.package_commands(run);
    let mut found: Vec<Uncached> = Vec::new();
    if relies_on_earlier_index(&commands).is_some() {
        return found;
    }
    let installs = |one: &&PackageCommand<'_>| one.installs() && one.manager.keeps.is_some();
    for command in commands.iter().filter(installs) {
        let source = Source::Manager(command.manager);
        let mut folders = command.manager.caches.iter().map(|cache| cache.path);
        let is_new = found.iter().all(|one| one.source != source);
        if is_new && !folders.any(|folder| file.is_mounted_over(run, folder)) {
            found.push(Uncached { source, span: command.span(), command: command.name() });
        }
    }
    found
}

/// The RUN can download, and every cache that it mounts is one that is known here.
pub(super) fn is_open(file: &Dockerfile, run: Placed<'_>) -> bool {
    let network = run.instruction.flag("network").and_then(|flag| flag.value);
    network.is_none_or(|value| run.text(value) != "none") && !file.mounts_unknown_cache(run)
}

/// `image`: the stages whose layers are in the final image.
fn report_store(file: &Dockerfile, report: &mut Report<'_>, store: &Store<'_>, image: &BTreeSet<usize>) {
    let is_cached = |run: &Placed<'_>| !is_open(file, *run) || has_mount(file, *run, store.ecosystem);
    if !store.runs.iter().any(is_cached) && !store.is_needed_at_run_time(file, image) {
        let finding = report.at(store.run.range(store.span), message(&store.command));
        offer(finding, store.mount_everywhere(file));
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::fixture::file;
    use crate::{Settings, fix_all, lint, verified_fixes};

    fn settings(rules: &[&str]) -> Settings {
        let rules: Vec<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
        let options = Settings::from_toml("[rules.no-cache-mount]\nsystem-packages = true\n").unwrap();
        Settings::from_selection(&rules, &[]).unwrap().merge(&options)
    }

    /// The text behind FROM after all fixes of this rule; what it finds and can't fix is behind `!`.
    #[track_caller]
    fn check(from: &str, text: &str, expected: &str) {
        let settings = settings(&[RULE.name]);
        let from = format!("FROM {from}\n");
        let fixed = fix_all(&file(&format!("{from}{text}")), &settings, true).text;
        let mut result = fixed[from.len()..].to_owned();
        for finding in lint(&file(&fixed), &settings) {
            result += &format!("! {}\n", finding.declined.first().map_or("", |declined| &declined.reason));
        }
        assert_eq!(result, expected, "{text}");
    }

    #[test]
    fn apt_keeps_its_downloads() {
        check(
            "debian:13",
            "RUN apt-get update && \\\n    apt-get install -y curl && \\\n    apt-get clean && \\\n    \
             rm -rf /var/lib/apt/lists/* /tmp/*\n",
            "RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n    \
             --mount=type=cache,target=/var/lib/apt,sharing=locked \\\n    \
             rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && \\\n    \
             apt-get install -y curl && \\\n    rm -rf /tmp/*\n",
        );
        check(
            "ubuntu",
            "RUN <<E\nset -e\nsudo apt-get update\nsudo apt-get install git\nrm -rf /var/lib/apt/lists/*\nE\n",
            "RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n    \
             --mount=type=cache,target=/var/lib/apt,sharing=locked \\\n    <<E\nset -e\n\
             sudo rm -f /etc/apt/apt.conf.d/docker-clean\nsudo apt-get update\nsudo apt-get install git\nE\n",
        );
        // The index is in the layer: `stale-package-index` and `package-cache-in-layer` speak of it.
        let apart = "RUN apt-get update\nRUN apt-get install -y curl\n";
        check("debian:13", apart, apart);
        let around = "RUN apt-get update && apt-get install -y curl && rm -rf /var/cache/*\n";
        check(
            "debian:13",
            around,
            &format!("{around}! {}\n", "the RUN empties the cache in a way that can't be taken out"),
        );
    }

    #[test]
    fn other_package_managers_keep_their_downloads() {
        check(
            "alpine",
            "RUN apk add --no-cache git\n",
            "RUN --mount=type=cache,target=/var/cache/apk,sharing=locked \
             ln -sfn /var/cache/apk /etc/apk/cache && apk add git\n",
        );
        check(
            "fedora",
            "RUN \\\n  dnf install -y git \\\n  && dnf clean all\n",
            "RUN --mount=type=cache,target=/var/cache/libdnf5,sharing=locked \\\n  \
             --mount=type=cache,target=/var/cache/dnf,sharing=locked \\\n  \
             dnf install --setopt=keepcache=True -y git\n",
        );
    }

    #[test]
    fn mounts_the_folder_that_is_in_use() {
        let cases = [
            ("ENV PIP_CACHE_DIR=/c\n", "RUN pip install -r a", "/c"),
            ("ENV GEM_HOME=/g\n", "RUN bundle install", "/g/cache"),
            ("ENV HOME=/h\n", "RUN pip install -r a", "/h/.cache/pip"),
            ("RUN useradd -u 7 me\nUSER me\n", "RUN pip install -r a", "/home/me/.cache/pip,uid=7"),
            ("", "run --mount=type=ssh pip install -r a", "/root/.cache/pip"),
        ];
        for (before, run, target) in cases {
            let (keyword, rest) = run.split_at(3);
            let mounted = format!("{before}{keyword} --mount=type=cache,target={target}{rest}\n");
            check("python", &format!("{before}{run}\n"), &mounted);
        }
        let comma = "ENV PIP_CACHE_DIR=/a,b\nRUN pip";
        let unknown = "only a build can tell where the cache is, or whose it is";
        for before in ["USER 7\nRUN pip", "ARG D\nENV PIP_CACHE_DIR=$D\nRUN pip", "RUN bundle", comma] {
            let text = format!("{before} install -r a\n");
            check("python", &text, &format!("{text}! {unknown}\n"));
        }
    }

    #[test]
    fn leaves_packages_where_somebody_needs_them() {
        for text in ["", "CMD [\"go\", \"run\", \".\"]\n", "ENTRYPOINT [\"/start.sh\"]\n"] {
            let text = format!("RUN go build -o /a\n{text}");
            check("golang", &text, &text);
        }
        let build = "FROM golang AS b\nRUN go build -o /a\n";
        let cases = [
            ("FROM a\nCOPY --from=b /go /go\n", "other instructions read the cache, or put something in it"),
            ("USER 7:7\nENV HOME=/h\nRUN go test\nFROM a\n", "several users share the cache"),
        ];
        for (rest, reason) in cases {
            let text = format!("{build}{rest}");
            check("scratch", &text, &format!("{text}! {reason}\n"));
        }
    }

    /// One problem is one finding, and no fix makes another rule speak that has a fix too.
    #[test]
    fn rules_about_packages_agree() {
        const RULES: &[&str] = &[
            "consecutive-run",
            "installs-recommended",
            "no-cache-mount",
            "package-cache-in-layer",
            "stale-package-index",
        ];
        let settings = settings(RULES);
        let cases = [
            "FROM python\nRUN pip install -r a\n",
            "FROM python\nRUN pip install --no-cache-dir -r a\n",
            "FROM debian\nRUN apt-get update\nRUN apt-get install -y git\n",
            "FROM debian\nRUN apt update && apt install git && rm -rf /var/lib/apt/lists/*\n",
            "FROM alpine\nRUN apk update && apk add git\nRUN apk add --no-cache curl\n",
            "FROM fedora\nRUN dnf install -y git && dnf clean all\nRUN yum install -y curl\n",
            "FROM node\nRUN yarn --frozen-lockfile && yarn cache clean\nRUN npm ci && npm cache clean --force\n",
            "FROM golang AS b\nRUN go mod download\nRUN go build -o /a\nFROM a\nCOPY --from=b /a /a\n",
        ];
        for text in cases {
            let found = lint(&file(text), &settings);
            let about_caches = found.iter().filter(|finding| finding.rule.name.contains("cache"));
            let mut places: Vec<_> = about_caches.map(|finding| finding.range).collect();
            let count = places.len();
            places.dedup();
            assert!(!found.is_empty() && places.len() == count, "{text}");
            let fixed = fix_all(&file(text), &settings, true).text;
            let left: Vec<_> = lint(&file(&fixed), &settings);
            let fixable = |finding: &&Finding| !verified_fixes(&file(&fixed), finding).is_empty();
            assert_eq!(
                left.iter().filter(fixable).map(|one| one.rule.name).collect::<Vec<_>>(),
                [""; 0],
                "{fixed}"
            );
        }
    }
}
