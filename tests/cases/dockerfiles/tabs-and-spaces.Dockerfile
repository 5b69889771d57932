FROM	alpine:3.20
	RUN	echo indented
   RUN   echo   "inner   spaces"  
ENV	A=1	B=2
COPY	a	b	/c/
LABEL	k=v   l="w x"	
CMD	["sh"]
