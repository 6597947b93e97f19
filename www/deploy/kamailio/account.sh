#!/bin/sh
# Makes an account, or gives it another password: account.sh mina < password
# The file holds a hash of user, domain and password (RFC 7616 §3.4.2), never the password. Copy it to the other node.
set -eu
user=$1
domain=${DOMAIN:-$(sed -n 's/^#!substdef "!DOMAIN!\(.*\)!g"$/\1/p' /etc/kamailio/node.cfg)}
file=${ACCOUNTS:-/var/lib/kamailio/accounts.sqlite}
case $user in *[!A-Za-z0-9._-]* | "") echo "a user has letters, digits, dot, dash and underscore" >&2; exit 1 ;; esac
IFS= read -r password
if [ ! -e "$file" ]; then
	cat /usr/share/kamailio/db_sqlite/standard-create.sql /usr/share/kamailio/db_sqlite/auth_db-create.sql | sqlite3 "$file"
fi
ha1=$(printf '%s:%s:%s' "$user" "$domain" "$password" | md5sum | cut -d' ' -f1)
sqlite3 "$file" "INSERT INTO subscriber (username, domain, ha1) VALUES ('$user', '$domain', '$ha1')
	ON CONFLICT (username, domain) DO UPDATE SET ha1 = excluded.ha1"
