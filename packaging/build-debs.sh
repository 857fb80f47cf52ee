#!/usr/bin/env bash
# Builds pushy-server, pushy-agent and pushy as Debian packages for this machine's architecture.
#
#   packaging/build-debs.sh VERSION [--out FOLDER] [--published FOLDER]
#
# --out        where the packages go; ./out/debs
# --published  programs that were published before, in server/, agent/ and cli/ of that folder; else they are published now
#
# Needs the .NET SDK, clang and zlib1g-dev to publish, and dpkg-deb. Nothing is installed, and no root is needed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$PWD/out/debs
published=
version=${1:-}
if ! [[ $version =~ ^[0-9][0-9A-Za-z.+~-]*$ ]]; then
  echo "usage: $0 VERSION [--out FOLDER] [--published FOLDER]; VERSION begins with a digit, such as 0.1.0" >&2
  exit 2
fi
shift
while [ $# -gt 0 ]; do
  case $1 in
    --out) out=$(mkdir -p "$2" && cd "$2" && pwd); shift 2 ;;
    --published) published=$(cd "$2" && pwd); shift 2 ;;
    *) echo "$0: unknown option '$1'" >&2; exit 2 ;;
  esac
done

arch=$(dpkg --print-architecture)
case $arch in
  amd64) rid=linux-x64 ;;
  arm64) rid=linux-arm64 ;;
  *) echo "$0: Pushy is built for amd64 and arm64, this machine is $arch" >&2; exit 1 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

if [ -z "$published" ]; then
  published=$work/published
  for one in Server Agent Cli; do
    dotnet publish "$root/src/Pushy.$one" -p:PublishProfile=package -r "$rid" -p:Version="$version" -o "$published/${one,,}" \
      --artifacts-path "$work/artifacts" -p:NuGetLockFilePath=obj/publish.lock.json --nologo -v quiet   # the build and its lock files are left alone
  done
fi

# Files get the time of the last commit, so that one state of the sources makes one package, byte for byte.
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || date +%s)}

# install MODE SOURCE TARGET: TARGET is a path in the package.
put() { install -D -m "$1" "$2" "$tree$3"; }

# man NAME SECTION
page() {
  mkdir -p "$tree/usr/share/man/man$2"
  gzip -9nc "$root/packaging/man/$1.$2" > "$tree/usr/share/man/man$2/$1.$2.gz"
  chmod 644 "$tree/usr/share/man/man$2/$1.$2.gz"
}

# begin PACKAGE: an empty package with its description and scripts
begin() {
  package=$1
  tree=$work/$package
  mkdir -p "$tree/DEBIAN"
  for script in "$root/packaging/debian/$package"/{postinst,prerm,postrm}; do
    if [ -e "$script" ]; then install -m 755 "$script" "$tree/DEBIAN/"; fi
  done
  put 644 "$root/LICENSE" "/usr/share/doc/$package/copyright"
}

finish() {
  (cd "$tree" && find etc -type f 2>/dev/null | sort | sed 's|^|/|') > "$tree/DEBIAN/conffiles" || true
  [ -s "$tree/DEBIAN/conffiles" ] || rm "$tree/DEBIAN/conffiles"
  local size
  size=$(du -k -s --apparent-size --exclude=DEBIAN "$tree" | cut -f1)
  sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$size/" "$root/packaging/debian/$package/control" > "$tree/DEBIAN/control"
  (cd "$tree" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum) > "$tree/DEBIAN/md5sums"
  find "$tree" -type d -exec chmod 755 {} +
  find "$tree" -exec touch -h -d "@$epoch" {} +
  SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group -Zxz --build "$tree" "$out/${package}_${version}_$arch.deb" >/dev/null
  echo "$out/${package}_${version}_$arch.deb"
}

begin pushy-server
mkdir -p "$tree/usr/lib/pushy-server"
cp -r "$published/server/." "$tree/usr/lib/pushy-server/"
find "$tree/usr/lib/pushy-server" -type f -exec chmod 644 {} +
chmod 755 "$tree/usr/lib/pushy-server/pushy-server"
put 755 "$root/packaging/debian/pushy-server/wrapper" /usr/bin/pushy-server
put 640 "$root/packaging/etc/pushy.conf" /etc/pushy-server/pushy.conf
put 644 "$root/packaging/etc/default-server" /etc/default/pushy-server
put 644 "$root/packaging/systemd/pushy-server.service" /usr/lib/systemd/system/pushy-server.service
put 644 "$root/hocon/pushy.conf" /usr/share/doc/pushy-server/pushy.conf
for doc in "$root"/docs/*.md; do put 644 "$doc" "/usr/share/doc/pushy-server/$(basename "$doc")"; done
page pushy-server 8
finish

begin pushy-agent
put 755 "$published/agent/pushy-agent" /usr/bin/pushy-agent
put 644 "$root/packaging/etc/whitelist.json" /etc/pushy-agent/whitelist.json
put 644 "$root/packaging/etc/default-agent" /etc/default/pushy-agent
put 644 "$root/packaging/systemd/pushy-agent.service" /usr/lib/systemd/system/pushy-agent.service
put 644 "$root/docs/agent.md" /usr/share/doc/pushy-agent/agent.md
page pushy-agent 8
finish

begin pushy
put 755 "$published/cli/pushy" /usr/bin/pushy
for shell in bash zsh fish; do
  case $shell in
    bash) target=/usr/share/bash-completion/completions/pushy ;;
    zsh) target=/usr/share/zsh/vendor-completions/_pushy ;;
    fish) target=/usr/share/fish/vendor_completions.d/pushy.fish ;;
  esac
  "$published/cli/pushy" completion $shell > "$work/completion"
  put 644 "$work/completion" "$target"
done
put 644 "$root/docs/cli.md" /usr/share/doc/pushy/cli.md
page pushy 1
finish
