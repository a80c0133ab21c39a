# Shared by the scripts beside it: builds the modules once and gives their class paths. Expects $root.

build() {
  (cd "$root" && ./mvnw -q -B -ntp -Pbenchmarks -pl benchmarks/harness,benchmarks/raw,benchmarks/template -am -DskipTests package) >&2
}

class_path() { # module
  echo "$root/benchmarks/$1/target/classes:$(cat "$root/benchmarks/$1/target/class-path")"
}

newest_jdk() {
  local major home
  for major in 27 26 25 24 23 22 21; do
    home=$("$root/ci/find-jdk" "$major")
    if [ -n "$home" ]; then echo "$home"; return; fi
  done
  dirname "$(dirname "$(readlink -f "$(command -v java)")")"
}
