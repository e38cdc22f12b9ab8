import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { FILE_FIELD, malformedForm, noFile, secondFile, unknownPart } from "./form-problems";

/** A form that is being read. */
export type OpenForm = {
  /** The first part named `file`. */
  readonly file: Promise<{
    readonly body: AsyncIterable<Uint8Array>;
    readonly contentType: string | null;
  }>;
  /** Fulfilled when the form has ended well. */
  readonly done: Promise<void>;
  /** Stops feeding the parser. */
  readonly stop: () => void;
};

const FILE_BUFFER_BYTES = 256 * 1024;
const limits = {
  files: 1,
  fields: 1,
  parts: 2,
  fieldSize: 1024,
  headerPairs: 32,
  headerSize: 8192,
};

/** Starts to parse a form; the file must be read for it to go on. */
export function openForm(source: AsyncIterable<Uint8Array>, contentType: string): OpenForm {
  const file = withResolvers<Awaited<OpenForm["file"]>>();
  const done = withResolvers<void>();
  const parser = createParser(contentType);
  const fail = (error: unknown) => {
    file.reject(error);
    done.reject(error);
  };
  parser.on("file", (_name, stream, _fileName, _encoding, type) => {
    // The reader may have given up; nobody else listens then.
    stream.on("error", () => {});
    // The parser says text/plain where the part says nothing.
    file.resolve({ body: stream, contentType: type === "text/plain" ? null : type });
  });
  parser.on("field", (name) => fail(unknownPart(name)));
  parser.on("filesLimit", () => fail(secondFile()));
  parser.on("partsLimit", () => fail(secondFile()));
  parser.on("error", (cause) => fail(malformedForm({ cause })));
  parser.on("finish", () => {
    file.reject(noFile());
    done.resolve();
  });
  let isStopped = false;
  feed(parser, source, () => isStopped).catch(fail);
  return {
    file: file.promise,
    done: done.promise,
    stop: () => {
      isStopped = true;
    },
  };
}

function createParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      fileHwm: FILE_BUFFER_BYTES,
      isPartAFile: (name) => name === FILE_FIELD,
      limits,
    });
  } catch (cause) {
    throw malformedForm({ cause });
  }
}

async function feed(
  parser: BusboyInstance,
  source: AsyncIterable<Uint8Array>,
  isStopped: () => boolean,
): Promise<void> {
  for await (const chunk of source) {
    if (isStopped()) return;
    await new Promise<void>((resolve) => parser.write(chunk, () => resolve()));
  }
  parser.end();
}

/** A promise that may fail without anybody waiting for it at that moment. */
function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}
