# syntax=docker/dockerfile:1
# One image for web, worker, clock and commands; what it does is decided by the command in docker-compose.yml.
FROM python:3.13-slim-bookworm AS bouw
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.lock .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --require-hashes --only-binary=:all: -r requirements.lock
# The solver of the matcher that is built from C; the image that runs has no compiler.
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
COPY matching/engine/core /opt/stroomkern
RUN python -I /opt/stroomkern/building.py

FROM python:3.13-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --shell /usr/sbin/nologin stagebureau \
    && install -d -o stagebureau -g stagebureau -m 0700 /app/var/bestanden /app/var/klok
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 STAGEBUREAU_OMGEVING=prod STAGEBUREAU_VAR=/app/var
WORKDIR /app
COPY --from=bouw /opt/venv /opt/venv
COPY . .
COPY --from=bouw /opt/stroomkern/gebouwd matching/engine/core/gebouwd
# Static files lie in the image, so that every web process of one release serves the same. The values are not used later.
RUN SECRET_KEY=alleen-tijdens-het-bouwen-van-de-image-niet-daarna-gebruikt ALLOWED_HOSTS=bouw \
    SITE_URL=https://bouw DATABASE_URL=postgres://bouw/bouw BROKER_URL=redis://bouw EMAIL_URL=smtp://bouw:25 \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q /app
USER stagebureau
VOLUME ["/app/var/bestanden", "/app/var/klok"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "docker/gezond.py"]
CMD ["gunicorn", "stagebureau.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "4", "--timeout", "60", "--max-requests", "2000", "--max-requests-jitter", "200", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-", \
     "--logger-class", "stagebureau.weblog.Weblog"]
