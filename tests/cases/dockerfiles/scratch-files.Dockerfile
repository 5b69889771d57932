FROM scratch
COPY rootfs/ /
COPY etc/passwd etc/group /etc/
ENV PATH=/bin
CMD ["/bin/init"]
