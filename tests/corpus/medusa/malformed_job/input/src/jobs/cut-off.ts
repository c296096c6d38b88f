import { MedusaContainer } from "@medusajs/framework/types";

export const config = { name: "cut-off", schedule: "0 3 *
