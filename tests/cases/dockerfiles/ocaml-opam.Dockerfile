FROM ocaml/opam:debian-12-ocaml-5.2 AS build
RUN sudo apt-get install -y libgmp-dev
COPY --chown=opam:opam *.opam dune-project ./
RUN opam install . --deps-only --with-test
COPY --chown=opam:opam . .
RUN eval $(opam env) && dune build @install

FROM debian:12-slim
COPY --from=build /home/opam/_build/install/default/bin/proofd /usr/local/bin/
ENTRYPOINT ["proofd"]
