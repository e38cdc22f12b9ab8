import { expect, it } from "vitest";
import { fillHeaders } from "./fill-headers";

it("writes the part's own numbers, wherever and however often they are named", () => {
  const filled = fillHeaders(
    {
      "Content-Range": "bytes {first}-{last}/{total}",
      "x-length": "{length},{length}",
      "x-other": "{unknown} {First} plain",
    },
    { offsetBytes: 4_294_967_296, lengthBytes: 5 },
    4_294_967_301,
  );

  expect(filled).toEqual({
    "Content-Range": "bytes 4294967296-4294967300/4294967301",
    "x-length": "5,5",
    "x-other": "{unknown} {First} plain",
  });
});
