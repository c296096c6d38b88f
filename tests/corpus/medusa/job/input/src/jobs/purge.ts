import { MedusaContainer } from "@medusajs/framework/types";

export default async function purge() {}

export const config = { name: "purge-carts", schedule: "0 3 * * *" };
