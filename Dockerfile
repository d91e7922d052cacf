# The image serves /index on port 8000. Without an index there, it first builds one of the seeds:
#   docker build -t lunette . && docker run --rm -p 127.0.0.1:8000:8000 -v lunette:/index lunette
# With articles of your own:
#   docker run --rm -v lunette:/index -v "$PWD/articles:/articles:ro" lunette build /articles

FROM python:3.13-slim AS build
WORKDIR /src
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY indexer indexer
COPY service service
RUN python -m venv /opt/lunette \
    && /opt/lunette/bin/pip install --no-cache-dir --no-compile --constraint constraints.txt . \
    && /opt/lunette/bin/python -W ignore -m compileall -q /opt/lunette/lib \
    # The loops over postings, compiled for the processor at hand; on another one the first start does it again. Names and meanings as read.
    && /opt/lunette/bin/python -W ignore -c 'from indexer.entities import Authority; from service.warm import warm_up; Authority.load().keys; warm_up()'

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /index lunette \
    && install --directory --owner lunette /index
COPY --from=build /opt/lunette /opt/lunette
COPY seeds /seeds
# Bound to every address of the container; which of them the host opens is for `docker run -p` to say.
ENV PATH=/opt/lunette/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LUNETTE_INDEX=/index \
    LUNETTE_BIND=0.0.0.0:8000
VOLUME /index
EXPOSE 8000
USER 10001
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["lunette"]
CMD ["serve", "/seeds"]
