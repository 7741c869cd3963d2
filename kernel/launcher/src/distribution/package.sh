#!/bin/sh
# Makes of the distribution one that brings its own Java, about 50 MB of it, and a Debian package of the same:
#   package.sh <folder of the build> <version>
# with the jlink of JAVA_HOME, and dpkg-deb for the package.
set -eu

target=$1
version=$2
here=$(cd "$(dirname "$0")" && pwd)
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
mkdir -p "$work"
tar -xzf "$target/$name.tar.gz" -C "$work"
# It does not run for long enough to be worth a compiler that optimizes, which takes twice its time.
"$bin/jlink" -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC --add-modules "$modules" --strip-java-debug-attributes \
  --no-header-files --no-man-pages --compress=2 --output "$work/$name/runtime"
# Without it there is no class data archive of the program either.
"$work/$name/runtime/bin/java" -Xshare:dump >/dev/null

# Most of it is compressed already, in the jar and in the Java: to try harder takes minutes and saves a few percent.
tar -cf - -C "$work" "$name" | gzip -1 >"$target/$name-$platform.tar.gz"

if ! command -v dpkg-deb >/dev/null; then
  echo "There is no dpkg-deb here, and so no Debian package is made."
  rm -rf "$work"
  exit 0
fi

# The same as a package: with the program in the PATH, its user, its configuration and its service.
root=$work/root
mkdir -p "$root/DEBIAN" "$root/opt" "$root/usr/bin" "$root/usr/lib/systemd/system" "$root/usr/share/doc/guildhall" \
  "$root/etc/guildhall"
mv "$work/$name" "$root/opt/guildhall"
ln -s /opt/guildhall/bin/guildhall "$root/usr/bin/guildhall"
ln -s /opt/guildhall/LICENSE "$root/usr/share/doc/guildhall/copyright"
cp "$root/opt/guildhall/conf/guildhall.yaml" "$root/etc/guildhall/"
cp "$root/opt/guildhall/systemd/guildhall.service" "$root/usr/lib/systemd/system/"
chmod -R u=rwX,go=rX "$root"
install -m 0755 "$here/debian/postinst" "$here/debian/prerm" "$here/debian/postrm" "$root/DEBIAN/"
echo /etc/guildhall/guildhall.yaml >"$root/DEBIAN/conffiles"
# The version of a Debian package begins with a digit and goes by numbers; a snapshot comes before its release.
sed -e "s/@version@/$(printf '%s' "$version" | sed 's/-SNAPSHOT/~snapshot/')/" \
  -e "s/@architecture@/$(dpkg --print-architecture)/" -e "s/@size@/$(du -sk "$root" | cut -f 1)/" \
  "$here/debian/control" >"$root/DEBIAN/control"
dpkg-deb --root-owner-group -Zgzip -z1 --build "$root" "$target" >/dev/null
rm -rf "$work"
