/**
 * The shapes of the data that pass between the modules. Nothing runs here.
 *
 * @typedef {Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array} Numbers
 *
 * @typedef {object} Packed an array as Python sends it
 * @property {string} dtype
 * @property {number[]} shape
 * @property {DataView | ArrayBuffer | Uint8Array} data
 *
 * @typedef {"input" | "output" | "weights"} Unit which end of an edge a cell stands for
 *
 * @typedef {object} Panel a grid of numbers
 * @property {string} id
 * @property {string} symbol
 * @property {string} name
 * @property {string} [word] what its cells are called, if not as in a layer that stands alone
 * @property {string} subtitle
 * @property {Unit} unit
 * @property {"image" | "signed"} scale
 * @property {Numbers} values
 * @property {number[]} shape
 * @property {boolean} [alone] whether each of its channels has edges of its own
 * @property {number} plates how many sheets of rows × cols it has (channels, filters)
 * @property {number} rows
 * @property {number} cols
 * @property {number} top the largest absolute value, end of the colour scale
 *
 * @typedef {object} Edges
 * @property {Numbers} source
 * @property {Numbers} target
 * @property {Numbers | null} parameter
 * @property {Numbers | null} parameterGradient
 * @property {(edge: number) => number} weight
 *
 * @typedef {object} Rotated the padded output delta, and the kernel that lies on it
 * @property {Numbers} values
 * @property {number[]} shape
 * @property {Numbers} place position + 1 of each output unit, 0 where it has none
 * @property {Numbers} kernel the parameter at each place of the lying kernel
 * @property {number[]} kernelShape
 * @property {[number, number]} dilation
 *
 * @typedef {object} Scene
 * @property {string} kind
 * @property {string} activation
 * @property {Record<string, any>} options
 * @property {Panel[]} panels
 * @property {Map<string, Panel>} byId
 * @property {Edges} edges
 * @property {Numbers | null} bias
 * @property {Rotated | null} rotated
 * @property {import("./controls.js").Field[]} controls
 * @property {string} [function] the σ of a layer that is an activation function
 * @property {any} set the scenes of all layers in a row, as Python sent them
 * @property {number} stage which of them this is
 *
 * @typedef {{panel: string, index: number[]}} Selection
 *
 * @typedef {object} Term one edge that takes part
 * @property {number} badge 1, 2, 3 …
 * @property {string} colour
 * @property {number} source
 * @property {number} target
 * @property {number} parameter -1 where the layer has none
 * @property {number} weight
 * @property {number} left the first factor as shown
 * @property {number} right the second factor as shown
 *
 * @typedef {object} Sum a line of arithmetic
 * @property {"sum" | "fan"} form one sum, or one number for each end
 * @property {"backward" | "forward" | "gradient"} flow
 * @property {Term[]} terms
 * @property {number} total the package's own result
 * @property {number | null} bias
 * @property {number} [of] how many terms there are in all, while the sum is stepped through
 *
 * @typedef {object} Related all that one selection lights up
 * @property {Unit} unit
 * @property {number} flat
 * @property {Term[]} terms
 * @property {Sum[]} sums
 * @property {number} [of] how many terms there are in all, while they are stepped through
 */

export {};
