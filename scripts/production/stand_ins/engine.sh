#!/bin/sh
# Starts dockerd in the root file system of $1, with $2 as its data and the other folders as they
# are. Called in namespaces of its own: nothing of the machine is touched, and it ends with them.
set -eu
root=$1 data=$2
shift 2
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -p "$root/var/lib/docker" "$root/.old"
mount --bind "$data" "$root/var/lib/docker"
for folder in "$@"; do
    mkdir -p "$root$folder"
    mount --bind "$folder" "$root$folder"
done
cd "$root"
pivot_root . .old
umount -l /.old
exec dockerd --cgroup-parent=/cms-rehearsal --group=root --live-restore=false
