FROM alpine:3.20  
RUN echo a \  
    && echo b	
COPY a b   
ENV A=1  
WORKDIR /x 	
