#!/bin/sh
# Makes of the distribution one that brings its own Java, about 50 MB of it, and a Debian package of the same:
#   package.sh <folder of the build> <version>
# with the jlink and the jpackage of JAVA_HOME; the package takes fakeroot and dpkg.
set -eu

target=$1
version=$2
bin=$JAVA_HOME/bin
name=guildhall-$version
work=$target/with-java
platform=linux-$(uname -m)

# What the jar needs (jdeps), and what Java finds by itself: certificates, elliptic curves, DNS, ZIP, flight recordings.
modules=java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http
modules=$modules,java.security.jgss,java.security.sasl,java.sql,java.sql.rowset,java.xml,java.xml.crypto
modules=$modules,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net
modules=$modules,jdk.unsupported,jdk.zipfs

rm -rf "$work"
mkdir -p "$work/input"
tar -xzf "$target/$name.tar.gz" -C "$work"
"$bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress=2 \
  --output "$work/$name/runtime"
# Without it there is no class data archive of the program either.
"$work/$name/runtime/bin/java" -Xshare:dump >/dev/null

tar -czf "$target/$name-$platform.tar.gz" -C "$work" "$name"

# The version of a Debian package begins with a digit and goes by numbers; a snapshot comes before its release.
cp "$work/$name/lib/guildhall.jar" "$work/input/"
"$bin/jpackage" --type deb --name guildhall --app-version "$(printf '%s' "$version" | sed 's/-SNAPSHOT/~snapshot/')" \
  --description "Workspaces, members, extensions and events for products" --vendor Guildhall \
  --linux-deb-maintainer guildhall@localhost.localdomain --license-file "$work/$name/LICENSE" \
  --runtime-image "$work/$name/runtime" --input "$work/input" --main-jar guildhall.jar \
  --main-class dev.guildhall.launcher.Main --dest "$target"
rm -rf "$work"
