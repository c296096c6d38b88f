import { MedusaContainer } from "@medusajs/framework/types";

export const config = { name: "helper" };
