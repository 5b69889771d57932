"""Where Plimsoll is silent on purpose: for each code, the conditions under which a finding of the other tool was judged by hand."""
import re
from dataclasses import dataclass


@dataclass
class Place:
    """A finding of the other tool that Plimsoll does not have, and what is around it."""

    file: str
    line: int
    message: str
    rules: set

    @property
    def instruction(self):
        lines = self.file.split("\n")
        end = self.line
        is_open = lambda line: line.rstrip().endswith(("\\", "`")) or line.lstrip().startswith("#")
        while end < len(lines) and is_open(lines[end - 1]):
            end += 1
        return "\n".join(lines[self.line - 1 : end])

    @property
    def last_line(self):
        return self.line + self.instruction.count("\n")

    @property
    def name(self):
        """The variable that BuildKit speaks of."""
        return re.sub(r".*[('$](\w+)'?\)?.*", r"\1", self.message)

    @property
    def stages(self):
        """Line, image and name of each FROM."""
        pattern = r"^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)(?:[ \t]+AS[ \t]+(\S+))?"
        found = re.finditer(pattern, self.file, re.I | re.M)
        return [(self.file.count("\n", 0, one.start()) + 1, one[1].lower(), (one[2] or "").lower()) for one in found]

    @property
    def final_chain(self):
        """The final stage and those that it is built from, as indices; and the image below them."""
        stages = self.stages
        index = len(stages) - 1
        chain = []
        while True:
            chain.append(index)
            image = stages[index][1]
            above = [i for i in range(index) if stages[i][2] == image]
            if not above:
                return chain, image
            index = above[-1]

    def is_in_other_stage(self):
        stage = max((i for i, (line, *_) in enumerate(self.stages) if line <= self.line), default=0)
        return stage not in self.final_chain[0] and not self.is_final_chosen_by_argument()

    def is_final_chosen_by_argument(self):
        """`FROM base-$TARGETARCH`, where stages have such names."""
        parts = re.split(r"\$\{?\w+\}?", self.final_chain[1])
        pattern = ".*".join(map(re.escape, parts))
        return len(parts) > 1 and any(parts) and any(re.fullmatch(pattern, name) for *_, name in self.stages)

    def has(self, pattern):
        return re.search(pattern, self.instruction, re.S) is not None


OTHER_STAGE = "in a stage whose layers are in no image"
CHOSEN_STAGE = "in a stage that the final one may be built from: an argument in FROM decides"
VARIABLE = "the packages are in a variable or are files: the versions are there"
NO_SECRET = "the value is no secret: a fingerprint of an OpenPGP key, a filler, a path, nothing, or what another such variable holds"
BASE_SETS = "a variable that the base image may set, which the file does not show; tally takes every image for one that sets none"

other_stage = (OTHER_STAGE, Place.is_in_other_stage)
chosen_stage = (CHOSEN_STAGE, Place.is_final_chosen_by_argument)
variable = (VARIABLE, lambda place: place.has(r"\$|\.rpm|\.deb|\*"))


def value_is_no_secret(place):
    name = place.name if place.message.endswith(")") else r"\w*(?i:token|secret|password|private|key)\w*"
    values = re.findall(rf"\b{name}(?:=|[ \t]+)(?:\"([^\"]*)\"|'([^']*)'|(\S*))", place.instruction)
    values = ["".join(value) for value in values]
    harmless = r"((0x)?[0-9A-Fa-f]{40}[\s,]*)*|(.)\3*|F*0*|0[0-]*|[/.~<%{].*|\S+\.(asc|gpg|key|pem|pub)|https?://[^@?]*|\$\{?\w+.*|true|yes|no|false|ProcessId"
    return all(re.fullmatch(harmless, value, re.S) for value in values)


JUDGED = {
    "DL3001": [("`service` and `kill` for something that this RUN itself has started", lambda p: p.has(r"service \S+ start|&\s"))],
    "DL3002": [other_stage],
    "DL3006": [
        ("the name of a stage above, in another case or with a variable in it", lambda p: p.has(r"(?i)FROM base(-\$\w+)?\b")),
        ("a placeholder that is no name of an image, which is an error here", lambda p: "invalid-base-image" in p.rules),
    ],
    "DL3008": [variable],
    "DL3009": [
        ("reported at the same place as `stale-package-index`, and cleaning up here would break a later install",
         lambda p: "stale-package-index" in p.rules),
        ("deleted with `apt-get dist-clean`, or file by file", lambda p: p.has(r"dist-clean|rm .*/var/lib/apt")),
        ("a later RUN still installs from these lists", lambda p: len(re.findall(r"apt(-get)? .*install", p.file)) > 1),
        other_stage,
    ],
    "DL3016": [variable],
    "DL3018": [variable],
    "DL3019": [
        ("`--no-network`, which reads no index", lambda p: p.has("--no-network")),
        ("the same RUN deletes the cache", lambda p: p.has(r"rm .*/var/cache")),
        other_stage,
    ],
    "DL3032": [other_stage, chosen_stage],
    "DL3033": [variable],
    "DL3040": [other_stage, chosen_stage],
    "DL3041": [variable],
    "DL3042": [
        other_stage,
        chosen_stage,
        ("`--no-cache`, short for `--no-cache-dir`", lambda p: p.has("--no-cache ")),
        ("on Windows, or behind a removal of the cache", lambda p: p.has("rm .*cache") or "windows" in p.file),
    ],
    "DL3045": [other_stage, ("the base image is an argument: nobody knows its working directory", lambda p: "FROM $" in p.file)],
    "DL3059": [
        other_stage,
        chosen_stage,
        ("PowerShell, `cmd` and the exec form, where `&&` joins nothing", lambda p: re.search(r"(?i)windows|powershell|RUN \[", p.file)),
        ("one script would do something else: another shell, another meaning of a failure, a program that the first replaces",
         lambda p: p.has(r";|\|\||\bset -|<<|--mount|\(|&\s*$|\binstall\b|\bupgrade\b|\bcd\b|\bexport\b|\bpip\b")),
    ],
    "DL3062": [("a package of the tree itself, whose version is that of the tree", lambda p: not p.has(r"go (get|install|run) \S*\.\w+/"))],
    "DL3064": [
        ("the name of a user is no secret", lambda p: p.has("USER(NAME)?")),
        (NO_SECRET, value_is_no_secret),
    ],
    "DL4001": [other_stage, ("the base image has both", lambda p: re.search(r"FROM (golang|buildpack-deps)", p.file))],
    "DL3066": [
        ("`root`, which `runs-as-root` is about", lambda p: p.has(r"(?i)USER\s+root")),
        ("a variable, which may hold a number", lambda p: p.has(r"\$")),
        ("Windows, which has no numbers for users", lambda p: p.has("Container(Administrator|User)")),
        ("another USER follows, or a stage whose USER is for the build alone",
         lambda p: p.is_in_other_stage() or re.search(r"(?im)^USER\s", "\n".join(p.file.split("\n")[p.line :]))),
    ],
    "SecretsUsedInArgOrEnv": [(NO_SECRET, value_is_no_secret)],
    "UndefinedVar": [
        ("PATH, which BuildKit sets itself on `scratch`", lambda p: p.name == "PATH"),
        (BASE_SETS, lambda p: not re.search(r"(?i)FROM scratch", p.file.split("\n", p.line)[0])),
    ],
}


def reason(code, place):
    """Why Plimsoll is right not to report it; nothing if nobody judged so."""
    return next((why for why, holds in JUDGED.get(code, []) if holds(place)), None)
