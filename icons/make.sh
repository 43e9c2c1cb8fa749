#!/bin/sh
# Makes every size from the two drawings. Needs rsvg-convert, ImageMagick and png2icns.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

draw() { # drawing, size, file
    rsvg-convert --width "$2" --height "$2" "$1" --output "$work/drawn.png"
    convert "$work/drawn.png" -strip -define png:color-type=6 -define png:bit-depth=8 \
        -define png:exclude-chunks=date,time "$3"
}

for size in 16 24 32; do draw icon-small.svg "$size" "$work/$size.png"; done
for size in 48 64 128 256 512 1024; do draw icon.svg "$size" "$work/$size.png"; done

cp "$work/32.png" 32x32.png
cp "$work/128.png" 128x128.png
cp "$work/256.png" 128x128@2x.png
cp "$work/512.png" icon.png
convert "$work/16.png" "$work/24.png" "$work/32.png" "$work/48.png" "$work/64.png" \
    "$work/256.png" icon.ico
png2icns icon.icns "$work/16.png" "$work/32.png" "$work/48.png" "$work/128.png" \
    "$work/256.png" "$work/512.png" "$work/1024.png"
