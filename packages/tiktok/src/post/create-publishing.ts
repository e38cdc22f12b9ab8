import type { ConnectorPublishing, StepContext, StepOutcome } from "@upload-post/core/connector";
import { UnsupportedError } from "@upload-post/core/errors";
import { runInitPhoto } from "../photo/run-init-photo";
import { runLease } from "../photo/run-lease";
import { observePost } from "../status/observe-post";
import type { TiktokRuntime } from "../tiktok-runtime";
import { abandonPost } from "./abandon-post";
import { locateUpload } from "./locate-upload";
import { readUploadResponse } from "./read-upload-response";
import { reconcilePost } from "./reconcile-post";
import { runAwaitResult } from "./run-await-result";
import { runCheckAccount } from "./run-check-account";
import { assertTrusted, runInitVideo } from "./run-init-video";
import { runUpload } from "./run-upload";
import { startAttempt } from "./start-attempt";
import { isTiktokStep, type TiktokStep, tiktokSteps } from "./tiktok-steps";

type RunStep = (context: StepContext, runtime: TiktokRuntime) => Promise<StepOutcome>;

const runners: Readonly<Record<TiktokStep, RunStep>> = {
  "check-account": runCheckAccount,
  "init-video": runInitVideo,
  upload: runUpload,
  lease: async (context) => runLease(context),
  "init-photo": runInitPhoto,
  "await-result": runAwaitResult,
};

/** The step machine of all four kinds of TikTok post: video and photos, published and drafted. */
export function createPublishing(runtime: TiktokRuntime): ConnectorPublishing {
  return {
    steps: tiktokSteps,
    start: startAttempt,
    async run(step, context) {
      if (isTiktokStep(step)) return runners[step](context, runtime);
      throw new UnsupportedError({
        message: `This release of the TikTok connector has no step ${step}. Continue the delivery with the release that began it.`,
      });
    },
    reconcile: (context) => reconcilePost(context, runtime),
    locate: (request) => locateUpload(request, runtime),
    async authorizeTransfer({ url }) {
      // The address itself is the secret (MT 5.2): no bearer goes to the upload host.
      assertTrusted(url, runtime);
      return {};
    },
    readTransferResponse: (response) => readUploadResponse(response, runtime.settings.now()),
    abandon: (context) => abandonPost(context, runtime),
    observe: (request) => observePost(request, runtime),
  };
}
