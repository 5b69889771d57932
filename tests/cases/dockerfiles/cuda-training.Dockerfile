FROM nvidia/cuda:12.6.1-cudnn-devel-ubuntu22.04
ENV DEBIAN_FRONTEND=noninteractive \
    CUDA_HOME=/usr/local/cuda \
    LD_LIBRARY_PATH=/usr/local/cuda/lib64:$LD_LIBRARY_PATH
RUN apt-get update && apt-get install -y python3-pip ninja-build
COPY requirements.txt /tmp/
RUN pip3 install --extra-index-url https://wheels.example.com/cu126 -r /tmp/requirements.txt
WORKDIR /workspace
COPY train/ train/
ENTRYPOINT ["torchrun", "--nproc_per_node=gpu", "train/main.py"]
