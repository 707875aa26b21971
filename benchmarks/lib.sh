# Sourced by the runners: options, building, measuring. Not a command of its own.

home=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
ledgerlake="$home/ledgerlake"

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit 2
}

# option NAME ARGUMENT: the value of --NAME=value
option() {
  [[ $2 == "--$1="?* ]] || fail "--$1 needs a value: --$1=..."
  printf '%s' "${2#*=}"
}

say() {
  printf '%s %s\n' "$(date -u +%H:%M:%S)" "$1" >&2
}

# measured RESULT LOG COMMAND...: runs it; RESULT gets "wall user sys rss_kb exit"
measured() {
  local result=$1 log=$2 status=0
  shift 2
  if [[ -x /usr/bin/time ]] && /usr/bin/time -f %M true 2>/dev/null; then
    # Its own last line, because GNU time writes another one before it when the exit code is not 0.
    /usr/bin/time -o "$result.time" -f '%e %U %S %M' "$@" >"$log" 2>&1 || status=$?
    printf '%s %s\n' "$(tail -n 1 "$result.time")" "$status" >"$result"
    rm -f "$result.time"
  else
    # Without GNU time the peak memory stays unknown.
    local TIMEFORMAT='%R %U %S 0'
    { time "$@" >"$log" 2>&1 || status=$?; } 2>"$result"
    printf '%s %s\n' "$(cat "$result")" "$status" >"$result"
  fi
}

# Makes the folder of --out, which must not be in the repository.
prepare_out() {
  [[ -n $out ]] || { usage >&2 && fail "--out is missing"; }
  mkdir -p "$out"
  out=$(CDPATH='' cd "$out" && pwd -P)
  case $out/ in "$home"/*) fail "$out is inside the repository; name another folder" ;; esac
}

build_benchmarks() {
  say 'building'
  (cd "$home" && mvn -q -B -Dmaven.test.skip=true -Dspotless.check.skip \
    -Dledgerlake.foreign.skip=true -Dledgerlake.shade.skip=true package -pl benchmarks -am) \
    >"$out/build.log" 2>&1 || fail "the build failed; see $out/build.log"
  # The launcher builds what is missing; not inside a measurement.
  "$ledgerlake" --help >/dev/null
  benchmark_classes="$home/benchmarks/target/classes:$(cat "$home/benchmarks/target/classpath.txt")"
}

machine() {
  printf -- '- %s cores, %s\n' "$(getconf _NPROCESSORS_ONLN)" \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)"
  printf -- '- memory: %s\n' "$(sed -n 's/^MemTotal: *//p' /proc/meminfo 2>/dev/null)"
  printf -- '- %s, %s\n' "$(uname -sr)" "$(java -version 2>&1 | head -n 1)"
  printf -- '- revision %s\n' "$(git -C "$home" describe --always --dirty 2>/dev/null || echo unknown)"
  printf -- '- load average at the start: %s\n' "$(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null)"
}

# generate FILE OPTION...: seeded, so an existing file of the same options is the same file
generate() {
  local file=$1
  shift
  if [[ -f $file && $(cat "$file.options" 2>/dev/null) == "$*" ]]; then
    say "using $file"
    return
  fi
  say "generating $file ($*)"
  "$ledgerlake" generate --output="$file" "$@" >"$file.log" 2>&1 ||
    fail "generate failed; see $file.log"
  printf '%s' "$*" >"$file.options"
}
