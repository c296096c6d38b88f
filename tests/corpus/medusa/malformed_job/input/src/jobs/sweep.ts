import { MedusaContainer } from "@medusajs/framework/types";

export const config = { name: "sweep-carts", schedule: "0 4 * * *" };
