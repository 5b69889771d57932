FROM julia:1.11
ENV JULIA_DEPOT_PATH=/opt/julia \
    JULIA_NUM_THREADS=auto
COPY Project.toml Manifest.toml /work/
WORKDIR /work
RUN julia --project -e 'using Pkg; Pkg.instantiate(); Pkg.precompile()'
CMD ["julia", "--project", "run.jl"]
