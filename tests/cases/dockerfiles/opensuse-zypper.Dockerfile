FROM opensuse/leap:15.6
RUN zypper --non-interactive refresh && zypper --non-interactive install --no-recommends ruby gcc && zypper clean --all
ENV   LC_ALL=C.UTF-8    LANG=C.UTF-8
WORKDIR   /work
COPY   .   .
CMD   [ "ruby" ,  "main.rb" ]
