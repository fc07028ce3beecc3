#!/usr/bin/env bash
# Makes the root file system of the image in an empty folder: Node with the libraries that it is linked to, and sequor with
# what it needs to run. No shell, no package manager, nothing to develop with. The Dockerfile runs it, and so may whoever has
# no container engine:
#
#   deploy/image/build-rootfs.sh FOLDER [NODE]
#
# FOLDER must be empty or missing. NODE is the program to put in, by default the one that runs as `node`; it must be of this
# machine's kind, whose libraries are copied. Needs npm, and the registry that npm is set up for.
set -euo pipefail

if [[ $# -lt 1 || $# -gt 2 ]]; then
  echo "usage: $0 FOLDER [NODE]" >&2
  exit 2
fi
root="$1"
node="$(command -v "${2:-node}")"
source="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
app="$root/opt/sequor"

if [[ -n "$(ls -A "$root" 2> /dev/null)" ]]; then
  echo "$0: $root is not empty: name a new folder" >&2
  exit 2
fi
version="$("$node" --version)"
if [[ "$version" != v26.* ]]; then
  echo "$0: $node is $version: name a Node 26 as the second argument" >&2
  exit 2
fi

umask 022
mkdir -p "$app" "$root"/{dev,etc,proc,sys,tmp,usr/local/bin}

cp -L "$node" "$root/usr/local/bin/node"
# `name => /path (address)` of a library, `/path (address)` of the loader.
ldd "$node" | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done

# Any other user may run it too: nothing here belongs to this one.
printf 'root:x:0:0:root:/:/sbin/nologin\nsequor:x:10001:10001:sequor:/:/sbin/nologin\n' > "$root/etc/passwd"
printf 'root:x:0:\nsequor:x:10001:\n' > "$root/etc/group"
printf 'hosts: files dns\n' > "$root/etc/nsswitch.conf"

cp "$source"/{package.json,package-lock.json,LICENSE} "$app"
cp -R "$source"/{src,rules} "$app"
# Optional are the packages that carry Node itself. What runs no more is taken out of package.json, for else npm would miss it.
(
  cd "$app"
  npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error > /dev/null
  npm pkg delete devDependencies optionalDependencies scripts
  rm package-lock.json
  npm sbom --sbom-format=cyclonedx --loglevel=error > sbom.cdx.json
)
# npm knows of packages only. The other part is Node.
"$node" - "$app/sbom.cdx.json" << 'JS'
const { readFileSync, writeFileSync } = require('node:fs')
const path = process.argv[2]
const sbom = JSON.parse(readFileSync(path, 'utf8'))
const version = process.versions.node
sbom.components.push({ type: 'application', name: 'node', version, 'bom-ref': `node@${version}`, purl: `pkg:generic/node@${version}` })
writeFileSync(path, `${JSON.stringify(sbom, null, 2)}\n`)
JS
chmod -R u=rwX,go=rX "$root"
chmod 1777 "$root/tmp"
