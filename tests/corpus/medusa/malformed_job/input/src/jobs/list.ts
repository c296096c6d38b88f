import { MedusaContainer } from "@medusajs/framework/types";

export const config = { name: "list", schedule: ["0 3 * * *"] };
