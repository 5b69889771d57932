# syntax=docker/dockerfile:1
FROM debian:12-slim
RUN <<EOF
apt-get update
apt-get install -y --no-install-recommends curl
rm -rf /var/lib/apt/lists/*
EOF
RUN python3 <<-'PY' > /out.txt
	import sys
	print(sys.version)
	PY
CMD ["cat", "/out.txt"]
