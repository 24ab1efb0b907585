# Broadsheet's server: docker build -t broadsheet . && docker run -p 8000:8000 -v ARCHIVE:/archive broadsheet
FROM python:3.13-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev
COPY . /source
ARG EXTRAS=server
RUN python -m venv /opt/broadsheet && /opt/broadsheet/bin/pip install --no-cache-dir "/source[$EXTRAS]"

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home broadsheet && install -d -o broadsheet /archive
COPY --from=build /opt/broadsheet /opt/broadsheet
ENV PATH=/opt/broadsheet/bin:$PATH BROADSHEET_ARCHIVE=/archive PYTHONUNBUFFERED=1
USER broadsheet
VOLUME /archive
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health', timeout=3)"]
ENTRYPOINT ["broadsheet"]
CMD ["serve", "--host", "0.0.0.0"]
