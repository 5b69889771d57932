FROM continuumio/miniconda3:24.7.1-0
COPY environment.yml .
RUN conda env create -f environment.yml && conda clean -afy
# Every command below runs in the environment.
SHELL ["conda", "run", "-n", "science", "/bin/bash", "-c"]
RUN python -c "import numpy"
COPY run.py .
ENTRYPOINT ["conda", "run", "--no-capture-output", "-n", "science", "python", "run.py"]
