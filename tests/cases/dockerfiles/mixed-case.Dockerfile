From alpine:3.20 As base
Run apk add --no-cache jq
Env A=1 B="two words" C='3'
Copy a.json /a.json
Cmd ["jq", ".", "/a.json"]
