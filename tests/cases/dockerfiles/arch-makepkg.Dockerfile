FROM archlinux:base-devel
RUN pacman -Syu --noconfirm git && useradd -m builder && echo 'builder ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers
USER builder
WORKDIR /home/builder
RUN git clone https://aur.example.org/tool.git && cd tool && makepkg -si --noconfirm
