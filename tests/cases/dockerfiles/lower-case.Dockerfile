from alpine as build
run apk add git
arg commit
run git clone https://example.com/x.git /x && cd /x && git checkout $commit

from alpine
copy --from=build /x/bin /usr/local/bin
env LANG C.UTF-8
label version=1.0
entrypoint ["x"]
