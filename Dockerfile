# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /source
COPY . .
RUN ["node", "scripts/container/build.mjs", "/gateway"]

FROM node:24-bookworm-slim
# npm and its like have no business in an image that only runs.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* \
  && install -d -o node -g node -m 0700 /data
COPY --from=build /gateway /gateway
WORKDIR /gateway
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787 DATA_DIR=/data
USER node
VOLUME ["/data"]
EXPOSE 8787
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s --retries=3 CMD ["node", "healthcheck.mjs"]
# Node handles signals itself, as process 1 too.
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve"]
