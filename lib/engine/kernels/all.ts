// Importing this file registers every kernel of the engine with TensorFlow.js.
import "./unary.js";
import "./binary.js";
import "./shape.js";
import "./reduction.js";
import "./matmul.js";
import "./slice.js";
import "./conv2d.js";
import "./depthwise.js";
import "./conv3d.js";
import "./pooling.js";
import "./normalization.js";
import "./indexing.js";
import "./resize.js";
import "./scan.js";
import "./rearrange.js";
import "./refused.js";
