FROM node:22-slim AS web
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY frontend/tryton/package.json frontend/tryton/package-lock.json frontend/tryton/.npmrc tryton/
RUN cd tryton && npm ci --no-fund --no-audit --loglevel=error
COPY scripts/compress.mjs /src/scripts/
COPY frontend ./
RUN npm run build && npm run --prefix tryton build \
    && node /src/scripts/compress.mjs dist tryton/dist

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 HOST=0.0.0.0
WORKDIR /app
COPY requirements.lock ./
RUN pip install -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY trytond_medical_appointment trytond_medical_appointment
COPY api_adapter api_adapter
RUN pip install --no-deps --no-build-isolation -e . && useradd --create-home clinica \
    && install -d -o clinica /data
COPY --from=web /src/frontend/dist frontend/dist
COPY --from=web /src/frontend/tryton/dist frontend/tryton/dist
USER clinica
ENV DATA_DIR=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://localhost:%s/api/health/live' % os.environ.get('PORT', 8000))"]
CMD ["clinica", "serve"]
