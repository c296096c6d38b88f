import { MedusaContainer } from "@medusajs/framework/types";

export const config = { name: "purge-carts", schedule: "0 25 * * *" };
