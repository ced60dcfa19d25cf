"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";

import { endSession } from "@/lib/session";

export async function signOut(): Promise<void> {
  await endSession();
  revalidatePath("/", "layout"); // whatever the browser kept was somebody's
  redirect("/");
}
