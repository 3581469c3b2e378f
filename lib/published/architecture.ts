import type { PublishedModel } from "./model.js";

/** How a network mixes information across an image: by filters, by attention, or by perceptrons across positions. */
export type Architecture = "convolution" | "attention" | "perceptron";

/**
 * Families by architecture. Hybrids (CoAtNet, MaxViT, MobileViT, MetaFormer, EfficientViT …) are not listed, because
 * they would blur the comparison.
 */
const families: Readonly<Record<Architecture, readonly string[]>> = {
  convolution: [
    ...["resnet", "se-resnet", "eca-resnet", "sk-resnet", "wide-resnet", "resnext", "resnetv2", "resnetrs"],
    ...["res2net", "resnest", "senet", "dpn", "regnet", "densenet", "rdnet", "dla", "hrnet", "vgg", "repvgg"],
    ...["inception", "xception", "nfnet", "dm", "eca", "convnext", "clip-convnext", "clip-resnet"],
    ...["efficientnet", "efficientnetv2", "mobilenet", "mobileone", "ghostnet", "repghostnet", "mixnet"],
    ...["tinynet", "rexnet", "tresnet", "hardcorenas", "cspnet", "gernet", "lcnet", "fbnetv", "selecsls"],
  ],
  attention: [
    ...["vit", "naflexvit", "deit", "xcit", "swin", "crossvit", "pvt", "twins", "tnt", "pit", "davit"],
    ...["nest", "gcvit", "mvitv", "cait", "volo", "clip-vit"],
  ],
  perceptron: ["resmlp", "gmlp", "gmixer", "mixer"],
};

const architectureOf = new Map(
  (Object.keys(families) as Architecture[]).flatMap((kind) => families[kind].map((family) => [family, kind])),
);

/** A model's architecture, derived from its family. Undefined for hybrids and all families that are not listed. */
export function architecture({
  family,
  model,
}: Pick<PublishedModel, "family" | "model">): Architecture | undefined {
  return model.includes("hybrid") ? undefined : architectureOf.get(family);
}
