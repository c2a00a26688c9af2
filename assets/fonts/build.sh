#!/bin/sh
# Builds the subset fonts of this directory from their packages. See README.md.
#
#   pip install fonttools          # 4.68 was used
#   apt-get install fonts-inter fonts-dejavu-core
#   npm pack @phosphor-icons/web@2.1.2 && tar xzf phosphor-icons-web-2.1.2.tgz
#   assets/fonts/build.sh package
set -eu
phosphor=$(realpath "${1:?usage: build.sh DIRECTORY_OF_THE_UNPACKED_PHOSPHOR_PACKAGE}")
cd "$(dirname "$0")"
exec python3 build.py "$phosphor/src"
